package dev.shunt.journal;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a row of the outbox says: a record as the journal's files have it, or a taint. */
final class OutboxPayload {
    private OutboxPayload() {}

    /** An intent too large for one statement names its tables only. */
    static Output of(Intent intent) {
        Output out = Records.intent(intent);
        if (out.size() <= OutboxTable.LARGEST) {
            return out;
        }
        return Records.intent(
                new Intent(unused -> {}, intent.number, intent.epoch, Map.of(), intent.written(), intent.session));
    }

    /** @throws IOException if it is not understood */
    static Intent intent(byte[] payload, Consumer<Intent> finish) throws IOException {
        @Nullable Intent[] read = new Intent[1];
        try {
            Frames.Found found = Frames.read(payload, 0, in -> {
                if (in.getByte() == Records.INTENT) {
                    read[0] = Records.intent(in, finish, in.getCount());
                }
            });
            Intent intent = read[0];
            if (intent != null && found.end() == Frames.End.WHOLE) {
                return intent;
            }
        } catch (RuntimeException e) {
            throw new IOException("a row of the outbox that cannot be read", e);
        }
        throw new IOException("a row of the outbox that cannot be read");
    }

    static Output of(Taint taint) {
        Output out = new Output(taint.table().length() + taint.by().length() + 16);
        out.putText(taint.table());
        out.putCount(taint.since().toEpochMilli());
        out.putText(taint.by());
        return out;
    }

    /** @throws IOException if it is not understood */
    static Taint taint(byte[] payload) throws IOException {
        try {
            Input in = new Input(payload, 0, payload.length);
            String table = in.getText();
            Instant since = Instant.ofEpochMilli(in.getCount());
            return new Taint(table, since, in.getText());
        } catch (RuntimeException e) {
            throw new IOException("a taint in the outbox that cannot be read", e);
        }
    }
}
