package io.flexike.flexvpn.policy;

/**
 * How routes and settings are exchanged in Configuration Payloads (RFC 7296 3.15), beside addresses.
 *
 * @param request whether an initiator sends a CFG_REQUEST even if it wants no address
 * @param acceptSet whether what the peer sends in a CFG_SET is installed and acknowledged
 * @param sendSet whether our networks are sent in a CFG_SET when the session is up, and again when they change
 */
public record ConfigExchange(boolean request, boolean acceptSet, boolean sendSet) {
    /** A CFG_REQUEST only for an address, and no CFG_SET: what other implementations expect. */
    public static final ConfigExchange OFF = new ConfigExchange(false, false, false);

    /** All three, as FlexVPN routers do. */
    public static final ConfigExchange ON = new ConfigExchange(true, true, true);
}
