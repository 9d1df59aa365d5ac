package io.flexike.ike.session;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What an implementation calls itself or one of its private features (RFC 7296 3.12). */
public final class VendorId {
    /** Routers take the initiator's selectors as they are only from who says so. */
    public static final VendorId FLEXVPN_SUPPORTED = ofText("FLEXVPN-SUPPORTED");

    /** Routers exchange subnets in CFG_SET with who says so. */
    public static final VendorId CISCO_DYNAMIC_ROUTE = ofText("CISCO-DYNAMIC-ROUTE");

    public static final VendorId CISCO_DELETE_REASON = ofText("CISCO-DELETE-REASON");
    public static final VendorId CISCO_GRE_MODE = ofText("CISCO-GRE-MODE");
    public static final VendorId STRONGSWAN = named("strongSwan", "882fe56d6fd20dbc2251613b2ebe5beb");

    private static final List<VendorId> KNOWN = List.of(
            FLEXVPN_SUPPORTED,
            CISCO_DYNAMIC_ROUTE,
            CISCO_DELETE_REASON,
            CISCO_GRE_MODE,
            STRONGSWAN,
            named("fragmentation before RFC 7383", "4048b7d56ebce88525e7de7f00d6c2d3"),
            named("Windows 7", "1e2b516905991c7d7c96fcbfb587e46100000007"),
            named("Windows 8", "1e2b516905991c7d7c96fcbfb587e46100000008"),
            named("Windows 8.1 or newer", "1e2b516905991c7d7c96fcbfb587e46100000009"));

    private final byte[] octets;
    private final String name;

    private VendorId(byte[] octets, String name) {
        this.octets = octets;
        this.name = name;
    }

    /** Copies the octets; of a known one there is only one object. */
    public static VendorId of(byte[] octets) {
        for (VendorId known : KNOWN) {
            if (Arrays.equals(known.octets, octets)) {
                return known;
            }
        }
        return new VendorId(octets.clone(), printable(octets));
    }

    /** ASCII without an end mark. */
    public static VendorId ofText(String text) {
        return new VendorId(text.getBytes(StandardCharsets.US_ASCII), text);
    }

    private static VendorId named(String name, String hex) {
        return new VendorId(HexFormat.of().parseHex(hex), name);
    }

    private static String printable(byte[] octets) {
        for (byte octet : octets) {
            if (octet < ' ' || octet > '~') {
                return "";
            }
        }
        return new String(octets, StandardCharsets.US_ASCII);
    }

    /** A copy of the octets. */
    public byte[] octets() {
        return octets.clone();
    }

    /** Its name if it is known, or its text if it is one; the text comes from the peer. */
    public Optional<String> name() {
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VendorId that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        return name.isEmpty() ? HexFormat.of().formatHex(octets) : name;
    }
}
