package dev.shunt.it;

/** What a test runs on; the values of a parameterized test. */
enum Databases {
    /** Two H2 databases in MySQL mode, in memory. */
    H2 {
        @Override
        Pair open() {
            return Pair.h2();
        }
    },
    /** Two real servers, see {@link Servers}. */
    SERVERS {
        @Override
        Pair open() {
            return Pair.servers();
        }
    };

    /** Two new empty databases. */
    abstract Pair open();
}
