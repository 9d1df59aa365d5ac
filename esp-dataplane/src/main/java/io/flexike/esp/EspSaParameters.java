package io.flexike.esp;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.esp.replay.ReplayWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a pair of SAs of ESP or AH, one for each direction. The pair is named by its inbound SPI, because
 * only that one is chosen by us and unique here.
 *
 * <p>An ICMP error that no selectors let through by its own header travels through the pair whose packets it tells of,
 * in both directions; where selectors let it through, it may tell of any packet (RFC 4301 6.2). In transport mode
 * behind a NAT, where the peer knows our packets by another address, only selectors let it through.
 */
public final class EspSaParameters {
    /** Used when nothing is said. */
    public static final int DEFAULT_REPLAY_WINDOW = 128;
    /** The shortest replay window. */
    public static final int MIN_REPLAY_WINDOW = ReplayWindow.MIN_SIZE;
    /** The longest replay window. */
    public static final int MAX_REPLAY_WINDOW = ReplayWindow.MAX_SIZE;
    /** The longest IP packet. */
    public static final int MAX_TFC_OCTETS = 65535;

    private final String tunnel;
    private final int inboundSpi;
    private final int outboundSpi;
    private final CipherSpec cipher;
    private final EspKeys keys;
    private final List<Selector> local;
    private final List<Selector> remote;
    private final OuterPath path;
    private final int replayWindow;
    private final Mode mode;
    private final SaLimits limits;
    private final boolean mayPad;
    private final int tfcOctets;
    private final boolean nonFirstFragments;
    private final OuterHeaderPolicy outerHeader;
    private final OptionalInt queue;
    private final long group;

    private EspSaParameters(Builder builder) {
        tunnel = Objects.requireNonNull(builder.tunnel, "tunnel");
        inboundSpi = checkSpi("inbound", builder.inboundSpi);
        outboundSpi = checkSpi("outbound", builder.outboundSpi);
        cipher = Objects.requireNonNull(builder.cipher, "cipher");
        keys = Objects.requireNonNull(builder.keys, "keys");
        local = List.copyOf(builder.local);
        remote = List.copyOf(builder.remote);
        path = Objects.requireNonNull(builder.path, "path");
        replayWindow = builder.replayWindow;
        mode = builder.mode;
        limits = builder.limits;
        mayPad = builder.mayPad;
        tfcOctets = builder.tfcOctets;
        nonFirstFragments = builder.nonFirstFragments;
        outerHeader = builder.outerHeader;
        queue = builder.queue;
        group = builder.group;
        if (local.isEmpty() || remote.isEmpty()) {
            throw new IllegalArgumentException("an SA needs at least one local and one remote selector");
        }
        if (replayWindow < ReplayWindow.MIN_SIZE || replayWindow > ReplayWindow.MAX_SIZE) {
            throw new IllegalArgumentException("a replay window of " + replayWindow + " packets is not between "
                    + ReplayWindow.MIN_SIZE + " and " + ReplayWindow.MAX_SIZE);
        }
        if (tfcOctets < 0 || tfcOctets > MAX_TFC_OCTETS) {
            throw new IllegalArgumentException(
                    "padding to " + tfcOctets + " octets is not between 0 and " + MAX_TFC_OCTETS);
        }
        mode.check(path);
        checkAh();
        checkKeys();
    }

    // RFC 4303 2.1: 0 is for local use, 1 to 255 are reserved
    private static int checkSpi(String direction, int spi) {
        if (spi >= 0 && spi <= 255) {
            throw new IllegalArgumentException(direction + " SPI " + spi + " is reserved");
        }
        return spi;
    }

    private void checkAh() {
        if (!path.isAh()) {
            return;
        }
        if (!path.hasEnds()) {
            throw new IllegalArgumentException("AH protects the two addresses of one IP version: " + path);
        }
        if (!cipher.encryption().equals(EncryptionAlgorithm.NULL) || cipher.integrityKeyOctets() == 0) {
            throw new IllegalArgumentException("AH has an integrity algorithm and encrypts nothing: " + cipher);
        }
    }

    private void checkKeys() {
        int encryption = cipher.encryptionKeyOctets();
        int integrity = cipher.integrityKeyOctets();
        if (keys.inboundEncryption().length() != encryption
                || keys.outboundEncryption().length() != encryption
                || keys.inboundIntegrity().length() != integrity
                || keys.outboundIntegrity().length() != integrity) {
            throw new IllegalArgumentException("the keys do not have the lengths that " + cipher + " demands: "
                    + encryption + " octets for encryption, " + integrity + " for integrity");
        }
    }

    /** Parameters of nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** Name of the tunnel device between which and the network this SA stands. */
    public String tunnel() {
        return tunnel;
    }

    /** The SPI that the peer puts into packets to us. */
    public int inboundSpi() {
        return inboundSpi;
    }

    /** The SPI that we put into packets to the peer. */
    public int outboundSpi() {
        return outboundSpi;
    }

    public CipherSpec cipher() {
        return cipher;
    }

    /** Destroyed once a pair of SAs was made of them. */
    public EspKeys keys() {
        return keys;
    }

    /** Our side of the traffic. */
    public List<Selector> local() {
        return local;
    }

    /** The peer's side of the traffic. */
    public List<Selector> remote() {
        return remote;
    }

    /** One of AH for SAs of AH, whose cipher encrypts nothing. */
    public OuterPath path() {
        return path;
    }

    /** In packets, 64 to 65536. */
    public int replayWindow() {
        return replayWindow;
    }

    /** What is protected: whole packets, or what follows the IP header of packets between the ends of the path. */
    public Mode mode() {
        return mode;
    }

    /** How much each direction may carry. */
    public SaLimits limits() {
        return limits;
    }

    /** Whether the peer takes octets behind the inner packet that only hide its length (RFC 7296 1.3.1). */
    public boolean mayPad() {
        return mayPad;
    }

    /** To how many octets shorter packets are filled up if the peer takes it (RFC 4303 2.7); 0 for never. */
    public int tfcOctets() {
        return tfcOctets;
    }

    /** Whether later fragments match selectors that name ports (RFC 4301 7.3). */
    public boolean nonFirstFragments() {
        return nonFirstFragments;
    }

    /** What the headers before protected packets look like. */
    public OuterHeaderPolicy outerHeader() {
        return outerHeader;
    }

    @Override
    public String toString() {
        return String.format(
                "EspSaParameters[%s, in %08x, out %08x, %s, %s, %s <-> %s, %s]",
                tunnel, inboundSpi, outboundSpi, mode, cipher, local, remote, path);
    }

    /** The queue of the tunnel device whose packets it is for; empty for all queues. */
    public OptionalInt queue() {
        return queue;
    }

    /** With which pairs it shares the packets of one tunnel device. */
    public long group() {
        return group;
    }

    /** Collects the parameters; what has no default in its description has to be said. */
    public static final class Builder {
        private @Nullable String tunnel;
        private int inboundSpi;
        private int outboundSpi;
        private @Nullable CipherSpec cipher;
        private @Nullable EspKeys keys;
        private final List<Selector> local = new ArrayList<>();
        private final List<Selector> remote = new ArrayList<>();
        private @Nullable OuterPath path;
        private int replayWindow = DEFAULT_REPLAY_WINDOW;
        private Mode mode = Mode.TUNNEL;
        private SaLimits limits = SaLimits.NONE;
        private boolean mayPad = true;
        private int tfcOctets;
        private boolean nonFirstFragments;
        private OuterHeaderPolicy outerHeader = OuterHeaderPolicy.standard();
        private OptionalInt queue = OptionalInt.empty();
        private long group;

        private Builder() {}

        public Builder tunnel(String name) {
            tunnel = name;
            return this;
        }

        /** 256 and above, as unsigned numbers. */
        public Builder spis(int inbound, int outbound) {
            inboundSpi = inbound;
            outboundSpi = outbound;
            return this;
        }

        public Builder cipher(CipherSpec spec) {
            cipher = spec;
            return this;
        }

        public Builder keys(EspKeys newKeys) {
            keys = newKeys;
            return this;
        }

        /** Adds local selectors. */
        public Builder local(List<Selector> selectors) {
            local.addAll(selectors);
            return this;
        }

        /** Adds local selectors. */
        public Builder local(Selector... selectors) {
            return local(List.of(selectors));
        }

        /** Adds remote selectors. */
        public Builder remote(List<Selector> selectors) {
            remote.addAll(selectors);
            return this;
        }

        /** Adds remote selectors. */
        public Builder remote(Selector... selectors) {
            return remote(List.of(selectors));
        }

        public Builder path(OuterPath newPath) {
            path = newPath;
            return this;
        }

        /** In packets, 64 to 65536; {@value EspSaParameters#DEFAULT_REPLAY_WINDOW} when not said. */
        public Builder replayWindow(int packets) {
            replayWindow = packets;
            return this;
        }

        /**
         * {@link Mode#TUNNEL} when not said. In transport mode the addresses of the selectors do not count, because
         * only the ends of the path talk (RFC 7296 2.23.1); protocols and ports do.
         */
        public Builder mode(Mode newMode) {
            mode = newMode;
            return this;
        }

        /** {@link SaLimits#NONE} when not said. */
        public Builder limits(SaLimits newLimits) {
            limits = newLimits;
            return this;
        }

        /** Whether the peer takes what {@link #tfcOctets} adds; yes when not said, as in IKE (RFC 7296 1.3.1). */
        public Builder mayPad(boolean peerTakesIt) {
            mayPad = peerTakesIt;
            return this;
        }

        /**
         * Fills shorter packets up to that length in tunnel mode, as far as the device's MTU leaves room; 0, which is
         * the default, for never.
         */
        public Builder tfcOctets(int octets) {
            tfcOctets = octets;
            return this;
        }

        /**
         * Whether fragments other than the first match selectors with ports; no when not said. Both ends must have
         * agreed (RFC 7296 1.3.1, NON_FIRST_FRAGMENTS_ALSO). Whether the first one was let through is not looked at;
         * those of IPv4 that we receive are dropped where they begin within the first 128 octets behind the IP header,
         * because they could overlap the ports (RFC 4301 7.2, D.3).
         */
        public Builder nonFirstFragments(boolean agreed) {
            nonFirstFragments = agreed;
            return this;
        }

        /** {@link OuterHeaderPolicy#standard()} when not said. */
        public Builder outerHeader(OuterHeaderPolicy policy) {
            outerHeader = policy;
            return this;
        }

        /**
         * Prefers this pair for packets from one queue of the tunnel device, to others with equally specific selectors
         * (RFC 9611). Packets of a queue without a pair of its own go through one for all queues. Packets are accepted
         * from any pair.
         *
         * @param number from 0
         * @throws IllegalArgumentException if it is less than 0
         */
        public Builder queue(int number) {
            if (number < 0) {
                throw new IllegalArgumentException("there is no queue " + number);
            }
            queue = OptionalInt.of(number);
            return this;
        }

        /**
         * With which pairs it shares the packets of a tunnel device, such as those of the same IKE SA and of its
         * successors; 0 when not said. Of pairs with equally specific selectors those of the group send whose first
         * pair came last, so that one of a {@link #queue} goes on for as long as nothing takes the place of its whole
         * group.
         */
        public Builder group(long number) {
            group = number;
            return this;
        }

        /**
         * Checks and builds.
         *
         * @throws NullPointerException naming what was not said
         * @throws IllegalArgumentException if an SPI is reserved, a key has the wrong length, a selector is missing, a
         *     number is out of range, or the path does not suit the mode
         */
        public EspSaParameters build() {
            return new EspSaParameters(this);
        }
    }
}
