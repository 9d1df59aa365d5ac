package io.flexike.esp;

import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.esp.replay.ReplayWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a pair of ESP SAs in tunnel mode, one for each direction. The pair is named by its inbound SPI,
 * because only that one is chosen by us and unique here.
 */
public final class EspSaParameters {
    /** Used when nothing is said. */
    public static final int DEFAULT_REPLAY_WINDOW = 128;

    private final String tunnel;
    private final int inboundSpi;
    private final int outboundSpi;
    private final CipherSpec cipher;
    private final EspKeys keys;
    private final List<Selector> local;
    private final List<Selector> remote;
    private final OuterPath path;
    private final int replayWindow;

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
        if (local.isEmpty() || remote.isEmpty()) {
            throw new IllegalArgumentException("an SA needs at least one local and one remote selector");
        }
        if (replayWindow < ReplayWindow.MIN_SIZE || replayWindow > ReplayWindow.MAX_SIZE) {
            throw new IllegalArgumentException("a replay window of " + replayWindow + " packets is not between "
                    + ReplayWindow.MIN_SIZE + " and " + ReplayWindow.MAX_SIZE);
        }
        checkKeys();
    }

    // RFC 4303 2.1: 0 is for local use, 1 to 255 are reserved
    private static int checkSpi(String direction, int spi) {
        if (spi >= 0 && spi <= 255) {
            throw new IllegalArgumentException(direction + " SPI " + spi + " is reserved");
        }
        return spi;
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

    public OuterPath path() {
        return path;
    }

    /** In packets, 64 to 1024. */
    public int replayWindow() {
        return replayWindow;
    }

    @Override
    public String toString() {
        return String.format(
                "EspSaParameters[%s, in %08x, out %08x, %s, %s <-> %s, %s]",
                tunnel, inboundSpi, outboundSpi, cipher, local, remote, path);
    }

    /** Collects the parameters; all but the replay window have to be said. */
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

        /** In packets, 64 to 1024; {@value EspSaParameters#DEFAULT_REPLAY_WINDOW} when not said. */
        public Builder replayWindow(int packets) {
            replayWindow = packets;
            return this;
        }

        /**
         * Checks and builds.
         *
         * @throws NullPointerException naming what was not said
         * @throws IllegalArgumentException if an SPI is reserved, a key has the wrong length or a selector is missing
         */
        public EspSaParameters build() {
            return new EspSaParameters(this);
        }
    }
}
