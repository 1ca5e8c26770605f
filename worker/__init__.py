"""Article in, track out: reads articles, writes scripts, speaks and stitches."""
