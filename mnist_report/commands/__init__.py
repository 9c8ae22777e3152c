"""The commands of `mnist-report`, one file a thing; cli.py collects them."""
