"""The staff's pages in the browser, server-rendered. Shows what queries read and calls commands; holds no rules."""
