package dev.shunt;

import dev.shunt.config.Config;
import dev.shunt.config.Options;
import dev.shunt.config.Side;
import dev.shunt.session.Endpoint;
import java.util.Properties;

/** How an instance connects to its two sides: as whom, and by how many connections. */
final class Endpoints {
    private Endpoints() {}

    /** Of its connections for syncs one each is for walks, the schema, and what the outbox keeps. */
    static Endpoint source(Config config, ShuntUrl login) {
        return new Endpoint(
                Side.SOURCE,
                login.url(),
                login.properties(),
                config.get(Options.MIRROR_WORKERS) + 3,
                config.get(Options.SHADOW_WORKERS),
                config.get(Options.TARGET_TIMEOUT));
    }

    static Endpoint target(Config config) {
        return new Endpoint(
                Side.TARGET,
                config.get(Options.TARGET_URL),
                targetLogin(config),
                config.get(Options.MIRROR_WORKERS) + 1,
                config.get(Options.SHADOW_WORKERS) + grayReads(config),
                config.get(Options.TARGET_TIMEOUT));
    }

    private static Properties targetLogin(Config config) {
        Properties login = new Properties();
        put(login, "user", config.get(Options.TARGET_USER));
        put(login, "password", config.get(Options.TARGET_PASSWORD));
        return login;
    }

    private static void put(Properties login, String name, String value) {
        if (!value.isEmpty()) {
            login.setProperty(name, value);
        }
    }

    /** What the workers and the shadow reads leave of {@code target.pool.max}. */
    static int grayReads(Config config) {
        int rest = config.get(Options.TARGET_POOL_MAX)
                - config.get(Options.MIRROR_WORKERS)
                - 1
                - config.get(Options.SHADOW_WORKERS);
        return Math.max(rest, 1);
    }
}
