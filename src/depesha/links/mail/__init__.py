"""The mail line: a folder line whose two folders are carried by e-mail.

What the folder line writes into its folder goes out by SMTP and comes in by IMAP, or from a Maildir
or a spool folder. Custody, precedence, duplicates and quarantine are the folder line's; this
package carries its files, again and again until its manifest no longer names them. Format and
rules: `docs/spec/mail.md`; why: `docs/decisions/0014-a-mail-line-is-a-folder-line.md`.

From below: `mailing` (what an attachment holds), `cover` (the mail around it), `ledger` (what was
sent and when it goes again; all three pure), `account` (servers and the password), `outgoing` and
`incoming` (the two folders), `mailbox`, `files` and `imap_wire`, `imap` (where mail comes from),
`smtp`, `rounds` (a thread of its own), `line` (one neighbour), `lines` (all of them).
"""
