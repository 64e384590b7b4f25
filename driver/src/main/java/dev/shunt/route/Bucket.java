package dev.shunt.route;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The place of a routing key among 10,000, one for each hundredth of a percent: the same key always has the same, so a
 * key stays on its side, and raising a percentage only adds keys.
 */
final class Bucket {
    static final int COUNT = 10_000;

    private Bucket() {}

    static int of(String key) {
        CRC32C crc = new CRC32C();
        crc.update(key.getBytes(StandardCharsets.UTF_8));
        // the high bits of a CRC of similar keys are the better spread ones after a multiplication
        long mixed = (crc.getValue() * 0x9E3779B97F4A7C15L) >>> 33;
        return (int) (mixed % COUNT);
    }
}
