package dev.shunt.compare;

/** Stands for a value that was not read. Not compared where both sides have it; a difference where only one has. */
public enum Unread {
    /** The driver could give it in no form. */
    UNREADABLE,
    /** Beyond the size that is kept. */
    TOO_LARGE
}
