import type { Requirement } from '../requirement.js'

/** Systems 6 and 13: what a gateway keeps of its conversations, and what survives. */
export const JOURNAL: readonly Requirement[] = [
  {
    id: 'journal-store-durable',
    system: 13,
    source: 'docs/protocol/journal.md, records',
    behaviour: 'An append is on the disk before it is acknowledged; those of one turn share one flush.',
    tests: [
      'journal store: each acknowledgement waits for the disk: a kill right after it loses nothing',
      'sqlite store: killed in the very instant of an acknowledgement, nothing that was acknowledged is missing',
      'sqlite store: a process that acknowledges too early is found out by the same kill',
      'group commit: the work of one turn is one transaction, and none of it resolves before the commit',
      'group commit: what makes the common transaction fail takes nothing else down with it',
      'journal store: one that … fails the suite',
    ],
  },
  {
    id: 'journal-store-kill',
    system: 13,
    source: 'docs/protocol/journal.md, records',
    behaviour: 'Killed at any moment, nothing acknowledged is missing, nothing is there twice, and the order is kept.',
    tests: [
      'sqlite store: killed at random moments, every acknowledged record is there once and in order',
      'journal store: what was acknowledged is there after a kill, in its order, and is still known by its id',
    ],
  },
  {
    id: 'journal-store-once',
    system: 13,
    source: 'docs/protocol/journal.md, records',
    behaviour: 'A record is written once per conversation and read in order, from a position on.',
    tests: [
      'journal store: a record is written once per conversation, however often it is appended',
      'journal store: conversations keep their records apart, each in its order with positions from 0',
      'journal store: ids that differ in a character that cannot be seen are different records',
    ],
  },
  {
    id: 'journal-store-owner',
    system: 13,
    source: 'docs/protocol/journal.md, owners',
    behaviour: 'A conversation has one owner; one that was replaced can write no more; no clock jump ends a lease.',
    tests: [
      'journal store: a conversation has one owner; a second opening is refused and names the first',
      'journal store: of two openings at once one gets the conversation',
      'journal store: after a take-over the old owner is told and can write no more',
      'journal store: a take-over that cannot be saved leaves the owner as it was',
      'journal store: of two take-overs at once the later call is the owner, and the other is told',
      'journal store: however the wall clock jumps, no lease ends; one that lapses by real time can be taken',
      'journal store: a start ends all leases of the process before, and epochs go on rising',
    ],
  },
  {
    id: 'journal-store-one-process',
    system: 13,
    source: 'docs/protocol/journal.md, owners',
    behaviour: 'One process writes a store; the lock of one that is gone is taken over; others may read.',
    tests: [
      'sqlite store: a second opener is refused while the first has it, by the number of its process',
      'sqlite store: the lock of a process that is gone is taken over',
      'sqlite store: another process reads while the owner goes on, sees what it has accepted, and takes nothing away',
    ],
  },
  {
    id: 'journal-store-events',
    system: 8,
    source: 'docs/protocol/journal.md, events',
    behaviour: 'Events have numbers that rise over restarts and never come twice; what is missing shows as a gap.',
    tests: [
      'journal store: events get rising numbers and are read behind one of them, at once and later',
      'journal store: after a restart event numbers go on, none is given twice, and that is no gap',
      'journal store: the oldest events go first, and who asks for them is told of the gap',
      'journal store: an event that could not be saved is reported, keeps its number to itself, and shows as a gap',
      'group commit: a turn of events only is not flushed to the disk, one with a record is',
    ],
  },
  {
    id: 'journal-store-list',
    system: 11,
    source: 'docs/protocol/journal.md, lists',
    behaviour: 'Conversations are listed in pages with their first request, open tasks and undelivered results.',
    tests: [
      'journal store: a list shows each conversation with its first request, its open tasks and what waits to be told',
      'journal store: a list is paged, the newest first, and a new conversation moves no page',
    ],
  },
  {
    id: 'journal-store-compaction',
    system: 13,
    source: 'docs/protocol/journal.md, compaction and deletion',
    behaviour: 'A compaction changes nothing that is restored, for readers who are in the middle too; positions stay.',
    tests: [
      'journal store: a compaction changes nothing that is restored, keeps positions, and knows what it has dropped',
      'journal compaction: whatever a journal holds, the same is restored without what was dropped',
      'journal compaction: a reader who had read up to anywhere and reads on has the same',
    ],
  },
  {
    id: 'journal-store-delete',
    system: 11,
    source: 'docs/protocol/journal.md, compaction and deletion',
    behaviour: 'A conversation that nobody owns can be deleted, and no word of it is left in any file.',
    tests: [
      'journal store: a conversation is deleted when nobody owns it, and one of its name begins anew with higher epochs',
      'sqlite store: of a deleted conversation no word is left in any file, and the file gives its room back',
    ],
  },
  {
    id: 'journal-store-torn',
    system: 13,
    source: 'docs/protocol/journal.md, the file',
    behaviour: 'A log cut at any byte refuses no start and is reported; damage is never silently less.',
    tests: [
      'sqlite store: a log cut at any byte opens, and holds all that was acknowledged before the cut',
      'sqlite store: a log that is broken in the middle opens, says what may be lost, and puts it aside',
      'sqlite store: bytes that flip in the file are an error that says how to go on, never less than there was',
      'sqlite store: an emptied, a missing and a foreign file are never taken for a new journal',
      'sqlite store: a record that has rotted is named in its list, and the other conversations are read',
    ],
  },
  {
    id: 'journal-store-full-disk',
    system: 13,
    source: 'docs/protocol/journal.md, the file',
    behaviour: 'A full disk refuses what does not fit, keeps what was accepted, and takes more when there is room.',
    tests: [
      'sqlite store: a full disk refuses what does not fit, keeps what was accepted, and takes more when there is room',
      'sqlite store: a read-only file system is an error that says what to do',
      'sqlite store: a folder that cannot be made is an error that says what to do',
    ],
  },
  {
    id: 'journal-store-upgrade',
    system: 13,
    source: 'docs/protocol/journal.md, the file',
    behaviour: 'Older files and records are upgraded; newer ones are refused by their version, untouched.',
    tests: [
      'sqlite store: a file of version 1 is upgraded, and all that it holds is read',
      'sqlite store: a file of a newer version is refused by its number, and is not touched',
      'sqlite store: a record of an older version is upgraded step by step as it is read',
      'sqlite store: a record of a newer version is refused by kind, version and place; the others are read',
    ],
  },
  {
    id: 'journal-store-private',
    system: 8,
    source: 'docs/protocol/journal.md, the file',
    behaviour: 'The journal is readable for its user only.',
    tests: ['sqlite store: its folder is for its user only, and so is each of its files'],
  },
]
