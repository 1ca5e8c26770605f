"""Where articles come from: the store, files, pages."""
