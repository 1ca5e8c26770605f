"""The pipeline from article to track: reads articles, writes scripts, speaks and stitches."""
