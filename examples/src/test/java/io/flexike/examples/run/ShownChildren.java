package io.flexike.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Child SAs as the program prints them. */
final class ShownChildren {
    private static final Pattern EVENT = Pattern.compile("child up [^ ]+ spi in/out 0x[0-9A-F]{8}/(0x[0-9A-F]{8}) .*");
    private static final Pattern SA = Pattern.compile(
            "local  ident \\(addr/mask/prot/port\\): \\(([^)]*)\\).*?"
                    + "remote ident \\(addr/mask/prot/port\\): \\(([^)]*)\\).*?"
                    + "#pkts encaps: (\\d+).*?#pkts decaps: (\\d+).*?"
                    + "current outbound spi: 0x[0-9A-F]+\\((\\d+)\\).*?"
                    + "in use settings =\\{([A-Za-z]+)",
            Pattern.DOTALL);

    private ShownChildren() {}

    /**
     * One Child SA of {@code show crypto ipsec sa}.
     *
     * @param local what it protects at our end: address, mask, protocol and port
     * @param remote the same at the other end
     * @param sent packets
     * @param received packets
     * @param mode {@code Tunnel} or {@code Transport}
     */
    record ShownChild(String local, String remote, long sent, long received, long outboundSpi, String mode) {}

    /** Those that are there now. */
    static List<ShownChild> of(Program router) throws InterruptedException {
        return SA.matcher(router.answer("show crypto ipsec sa"))
                .results()
                .map(found -> new ShownChild(
                        found.group(1),
                        found.group(2),
                        Long.parseLong(found.group(3)),
                        Long.parseLong(found.group(4)),
                        Long.parseLong(found.group(5)),
                        found.group(6)))
                .toList();
    }

    /** The SPI with which a Child SA sends that has come up, as the tools of Linux write it. */
    static String outboundSpi(String event) {
        Matcher child = EVENT.matcher(event);
        assertThat(child.matches()).as(event).isTrue();
        return child.group(1).toLowerCase(Locale.ROOT);
    }
}
