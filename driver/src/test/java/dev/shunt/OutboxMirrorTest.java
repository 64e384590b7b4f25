package dev.shunt;

/** The same with a row of Shunt's own in every transaction. */
class OutboxMirrorTest extends MirrorTest {
    @Override
    String journal() {
        return "outbox";
    }
}
