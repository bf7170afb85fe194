"""The face of the product: the design language Intaglio as templates, style sheets and drawings.

- `parts`: what a page is put together from; each is a frozen dataclass that names its template.
- `contexts`: whole pages, likewise. A room fills one and hands it to `show`.
- `drawings`: icons, marks, ornaments, charts and QR codes as SVG, drawn on the server.
- `verdicts`: turns a verification report into the parts that show it.
- `static/design`: tokens, parts, pages and print as plain CSS; the fonts.

Nothing here has a model, and nothing here knows a room.
"""
