"""`python -m mnist_report` is `mnist-report`."""

from .cli.main import main

if __name__ == "__main__":
    main()
