"""Orders of execution control."""

from dataclasses import dataclass

from depesha.names import OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase:
    """Remind the addressees of a telegram of this station, or one of them, of what they owe."""

    order_id: str
    office: OfficeId
    reference: str
    addressee: str = ""
