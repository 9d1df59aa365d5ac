package io.flexike.flexvpn.tunnel;

import java.util.regex.Pattern;

/** Names of network devices for the names of interfaces. */
final class DeviceNames {
    /** IFNAMSIZ without the final zero. */
    private static final int LONGEST = 15;

    private static final Pattern TUNNEL = Pattern.compile("Tunnel[0-9]{1,9}");

    private DeviceNames() {}

    /**
     * {@code tu0} for Tunnel0, which leaves room for namesakes; otherwise the name itself if it fits, else the first
     * letters of its words and its number: {@code VT1} for Virtual-Template1.
     */
    static String of(String interfaceName) {
        String safe = interfaceName.replaceAll("[^A-Za-z0-9._-]", "_");
        if (TUNNEL.matcher(safe).matches()) {
            return "tu" + safe.substring("Tunnel".length());
        }
        if (safe.length() <= LONGEST) {
            return safe;
        }
        String digits = safe.replaceAll("^.*?(\\d*)$", "$1");
        String words = safe.substring(0, safe.length() - digits.length());
        String initials = words.replaceAll("([A-Za-z])[A-Za-z]*", "$1").replaceAll("[^A-Za-z]", "");
        String name = initials + digits;
        return name.isEmpty() || name.length() > LONGEST ? safe.substring(safe.length() - LONGEST) : name;
    }
}
