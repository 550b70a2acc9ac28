"""A telegram of ours that was lost, and that a correspondent gives back as it was signed."""

from dataclasses import replace

from depesha.envelope import Kind
from depesha.errors import Malformed, NoCommunications
from depesha.office.facts import Registered, RepeatRecognised, TelegramTakenBack
from depesha.office.labels import policy_of
from depesha.office.laying import Paper, by_station, documents
from depesha.office.letter import Opened, Received
from depesha.office.proof import verified
from depesha.office.register import duties_of, entry_of, expiry_of
from depesha.office.sitting import Sitting
from depesha.telegram import Body, Identity, Registration
from depesha.wire import digest


def taken_back(sitting: Sitting, opened: Opened, document: Received) -> Identity | None:
    """Take a telegram of ours back that was lost; None: it is none, or is not what it says.

    It is laid again for all its addressees: who has it recognises it, and reports once more.
    """
    if document.items[0].kind is not Kind.BODY or sitting.book.restorations.last() is None:
        return None
    body_item, registration_item = document.items
    if len(registration_item.signatures) != 1:
        return None
    signature = registration_item.signatures[0][1]
    own = sitting.keys().identity(sitting.own)
    try:
        body, registration = verified(
            sitting.sealer, own, body_item.payload, registration_item.payload, signature
        )
    except Malformed:
        return None
    identity = Identity(
        uid=registration.uid, registration=document.digest, signature=digest(signature)
    )
    sender = opened.envelope.sender
    registers = sitting.book.registers
    if registers.by_registration(document.digest) is not None:
        sitting.record(RepeatRecognised(digest=document.digest, sender=sender))
    else:
        number, year = registration.outgoing_number, registration.year
        if registers.by_number(number, station=sitting.own, year=year):
            about = f"{sitting.own}/{year}/{number}"
            sitting.alarm("number-doubled", about, f"{sender} holds another telegram under it")
            return None
        _register(sitting, identity, body, registration)
        sitting.book.keep(registration.body_id, body_item)
        sitting.book.keep(document.digest, registration_item)
        paper = Paper(
            body=body,
            registration=registration,
            identity=identity,
            body_item=body_item,
            registration_item=registration_item,
        )
        _lay(sitting, paper)
    sitting.record(TelegramTakenBack(uid=identity.uid, digest=document.digest, station=sender))
    return identity


def _register(sitting: Sitting, identity: Identity, body: Body, registration: Registration) -> None:
    sitting.record(
        Registered(
            draft=0,
            entry=entry_of(identity, body, registration),
            duties=duties_of(body, registration.registered_at, policy_of(sitting)),
        )
    )


def _lay(sitting: Sitting, paper: Paper) -> None:
    """Lay it for each addressee's station as a repeat; its attachments were lost with the store."""
    expires_at = expiry_of(paper.body, paper.registration.registered_at)
    if paper.body.attachments or expires_at <= sitting.now:
        return  # without its files it would not be taken in
    for station in by_station(paper.body):
        (laid,) = documents(paper, (), station)
        try:
            sitting.enclose(replace(laid, document=replace(laid.document, is_repeat=True)))
        except NoCommunications as error:
            sitting.alarm("no-communications", station, error.message)
