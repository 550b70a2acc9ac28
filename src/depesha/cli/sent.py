"""What is printed when a telegram has its number: the same for `send`, `release` and `pass`."""

from depesha.cli.call import Call, Row
from depesha.cli.screen import safe


def print_sent(call: Call, result: Row) -> int:
    """Print the number, the addressees with their ways, and the copies; only the number with -q."""
    if call.args.json:
        call.objects([result])
        return 0
    if call.args.quiet:
        call.print(safe(str(result["reference"])))
        return 0
    further = "".join(f", {one['series']} {one['number']}" for one in result.get("numbers") or ())
    call.note(f"{result['reference']}{further}: registered and sealed")
    for addressee in result.get("addressees") or ():
        call.note(f"  {addressee['office']}  {_way(addressee)}".rstrip())
    for copy in result.get("copies") or ():
        call.note(f"  copy {copy['number']}: {copy['holder']}")
    return 0


def _way(addressee: Row) -> str:
    way = addressee.get("way")
    if not way:
        return ""
    return "direct" if way == addressee.get("station") else f"by way of {way}"
