package dev.shunt.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The id of an instance, which stays with its state directory. */
public final class InstanceId {
    /** Where it is kept. */
    public static final String FILE = "id";

    private static final SecureRandom RANDOM = new SecureRandom();

    private InstanceId() {}

    /** Returns the id of the directory, whose lock the caller holds; a new one where it has none yet. */
    public static String of(Path stateDir) throws IOException {
        Path file = stateDir.resolve(FILE);
        try {
            String id = Files.readString(file).strip();
            if (id.matches("[0-9a-z-]{1,64}")) {
                return id;
            }
        } catch (NoSuchFileException e) {
            // the first start
        }
        String fresh = random();
        Files.writeString(file, fresh + "\n");
        return fresh;
    }

    /** Returns 12 random characters. */
    public static String random() {
        byte[] bytes = new byte[6];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
