"""The QR code of a sheet, as a picture."""

from io import BytesIO


def picture(text: str) -> bytes:
    """Return the code of a text as SVG: the same text makes the same bytes."""
    # imported here because only what prints pays for it
    import segno  # noqa: PLC0415

    out = BytesIO()
    code = segno.make(text, error="m", micro=False, boost_error=False)
    code.save(out, kind="svg", border=0, xmldecl=False, svgns=True, nl=False)
    return out.getvalue()
