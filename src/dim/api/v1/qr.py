"""QR codes for pages."""

from io import BytesIO

import segno


def qr_svg(text: str) -> str:
    """A QR code (ISO/IEC 18004) as an SVG document, with its quiet zone."""
    drawing = BytesIO()
    code = segno.make(text, error="m", micro=False, mask=0)  # to compare all masks takes five times as long
    code.save(
        drawing,
        kind="svg",
        border=4,
        omitsize=True,
        light="#fff",
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        nl=False,
    )
    return drawing.getvalue().decode()
