"""SVG drawings made on the server: each is either named for screen readers or hidden from them."""
