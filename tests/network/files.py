"""Files that go with telegrams: sealed into a post's folder, as its face does, and the order."""

from hashlib import sha256

from depesha.envelope import SealedAttachment
from depesha.names import Digest, OfficeId
from depesha.office.events import Send
from depesha.seal.attachment import new_seed, sealed
from depesha.telegram import Attachment
from tests.network import drafts
from tests.network.keys import GROMYKO, RAZUVAEV
from tests.network.post import Post

MAP = b"the map of the border " * 9000  # 198 kB: several chunks


def attach(post: Post, data: bytes = MAP, name: str = "map.pdf") -> SealedAttachment:
    """Seal a file into a post's folder, as its face does."""
    seed = new_seed()
    ciphertext, size_bytes = post.blobs.take_in(sealed(seed, [data]))
    said = Attachment(
        name=name,
        media_type="application/pdf",
        size_bytes=len(data),
        sha256=Digest(sha256(data).digest()),
    )
    return SealedAttachment(
        attachment=said, ciphertext=ciphertext, size_bytes=size_bytes, seed=seed
    )


def sending(
    *attached: SealedAttachment, to: tuple[OfficeId, ...] = (RAZUVAEV,), office: OfficeId = GROMYKO
) -> Send:
    lines = "".join(f"Attach: {one.attachment.name}\n" for one in attached)
    text = lines + drafts.draft(*to)
    return Send(order_id=drafts.order_id(), office=office, text=text, attachments=attached)
