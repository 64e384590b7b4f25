package dev.shunt.route;

/**
 * What is known of the connection and the tables when a read is to run.
 *
 * @param transaction a transaction is open
 * @param written it has written, or may have
 * @param readOnly it was declared read-only
 * @param begunOnTarget the target has answered the transaction's first read
 * @param sessionChanged the application has changed its session in a way that other connections do not follow
 * @param home every name is of the source's own database
 * @param known every name is that of a table of the source
 * @param tainted a table of the read is tainted
 * @param verified all tables of the read have been found equal since mirroring of them began, and before the transaction first read the target
 * @param pending a row that the read may see waits to be synced, or did when the transaction first read the target
 * @param suspended gray reads have failed too often, or were too slow, and rest for a while
 * @param breakerOpen the secondary is not being tried at present
 * @param repeatable the parameters can be set again on another connection
 * @param key the routing key
 */
public record ReadFacts(
        boolean transaction,
        boolean written,
        boolean readOnly,
        boolean begunOnTarget,
        boolean sessionChanged,
        boolean home,
        boolean known,
        boolean tainted,
        boolean verified,
        boolean pending,
        boolean suspended,
        boolean breakerOpen,
        boolean repeatable,
        String key) {}
