"""Evidence beside a record that is there already: it is kept with it, and changes no word of it.

Rule 1: a record that says what the evidence says gets its proof, in its next edition; else it stays
    as it is, and it is told in which fields they differ: a person decides.
Rule 2: compared is what the telegram says, and who says it to whom. How a level or a time is
    written depends on what whoever made the record knew of policy and place.
"""

from dataclasses import replace
from hashlib import sha256

from depesha.archive.errata import changes
from depesha.archive.form import PROOF
from depesha.archive.record import Proof, Record, Telegram, Text, TextKind
from depesha.names import Digest


def differing(record: Record, proved: Record) -> tuple[str, ...]:
    """Return in which fields a record says something else than the evidence does."""
    return tuple(one.field for one in changes(_said(record), _said(proved)))


def is_same_telegram(record: Record, following: Record) -> bool:
    """Say whether an edition leaves a telegram as it was: every field, and the words as typed.

    What stands beside those (readings, translations, summaries, notes) may be another.
    """
    return _typed(record.telegram) == _typed(following.telegram)


def missing(record: Record, proved: Record) -> tuple[Proof, ...]:
    """Return the proofs that a record has not got yet."""
    return tuple(one for one in proved.proofs if one not in record.proofs)


def with_proofs(record: Record, proofs: tuple[Proof, ...]) -> Record:
    """Return a record with more proofs, and nothing else changed."""
    return replace(record, proofs=(*record.proofs, *proofs))


def proof_name(proof: Proof) -> Digest:
    """Return the name of a proof: SHA-256 of its bytes in a record."""
    return Digest(sha256(PROOF.encode(proof)).digest())


def _said(record: Record) -> Record:
    telegram = record.telegram
    return Record(
        source="",
        telegram=Telegram(
            document_type=telegram.document_type,
            outgoing_number=telegram.outgoing_number,
            parties=telegram.parties,
            texts=tuple(_bare(one) for one in telegram.texts if one.kind is TextKind.TRANSCRIPTION),
            subject=telegram.subject,
            references=telegram.references,
            quotations=telegram.quotations,
        ),
    )


def _typed(telegram: Telegram) -> Telegram:
    texts = (_bare(one) for one in telegram.texts if one.kind is TextKind.TRANSCRIPTION)
    return replace(telegram, texts=tuple(texts))


def _bare(text: Text) -> Text:
    return Text(kind=text.kind, language=text.language, segments=text.segments)
