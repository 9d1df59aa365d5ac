package io.flexike.flexvpn.show;

import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long the SAs of an IPsec profile live.
 *
 * @param kilobytes of 1,024 octets in one direction; empty for any number
 */
record IpsecLifetime(Duration time, OptionalLong kilobytes) {
    private static final String LIFETIME = "security-association lifetime ";
    private static final long KILOBYTE = 1024;

    /** What the profile of an interface says; see {@link #ofProfile}. */
    static IpsecLifetime of(ShownState state, Optional<Block> iface) {
        return ofProfile(state, iface.flatMap(block -> profile(state, block)));
    }

    /** The IPsec profile that protects an interface, unless it is the built-in one. */
    static Optional<Block> profile(ShownState state, Block iface) {
        return iface.text("tunnel protection ipsec profile", "profile")
                .flatMap(name -> state.configuration().block("crypto ipsec profile", name));
    }

    /** What a profile says, or where it says nothing the configuration as a whole. */
    static IpsecLifetime ofProfile(ShownState state, Optional<Block> profile) {
        Block root = state.configuration().root();
        Duration time = profile.flatMap(block -> seconds(block, "set "))
                .or(() -> seconds(root, "crypto ipsec "))
                .orElse(Duration.ofHours(1));
        Optional<Statement> volume = profile.flatMap(block -> block.statement("set " + LIFETIME + "kilobytes"))
                .or(() -> root.effective("crypto ipsec " + LIFETIME + "kilobytes"));
        if (volume.filter(line -> line.has("disable")).isPresent()) {
            return new IpsecLifetime(time, OptionalLong.empty());
        }
        long kilobytes = volume.flatMap(line -> line.value("kilobytes"))
                .map(Long::parseLong)
                .orElse(4_608_000L);
        return new IpsecLifetime(time, OptionalLong.of(kilobytes));
    }

    private static Optional<Duration> seconds(Block block, String start) {
        return block.statement(start + LIFETIME + "seconds")
                .map(line -> Duration.ofSeconds(line.integer("seconds")))
                .or(() ->
                        block.statement(start + LIFETIME + "days").map(line -> Duration.ofDays(line.integer("days"))));
    }

    /** What is left of the kilobytes; 0 if there is no limit. */
    long kilobytesLeft(long octets) {
        return Math.max(0, kilobytes.orElse(0) - octets / KILOBYTE);
    }
}
