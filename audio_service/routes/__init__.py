"""What can be asked over HTTP, one blueprint for each subject."""
