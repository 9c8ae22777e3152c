"""`python -m mnist_report` is `mnist-report`."""

from .cli import main

if __name__ == "__main__":
    main()
