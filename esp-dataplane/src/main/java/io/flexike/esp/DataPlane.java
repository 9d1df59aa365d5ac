package io.flexike.esp;

import io.flexike.crypto.CryptoProvider;
import io.flexike.esp.forward.ForwardingPlane;
import io.flexike.esp.forward.SaPair;
import io.flexike.esp.forward.SendPath;
import io.flexike.esp.forward.Tunnel;
import io.flexike.esp.net.DatagramPort;
import io.flexike.esp.net.Encapsulation;
import io.flexike.esp.tun.TunDevice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * ESP and AH in tunnel and transport mode between TUN devices and the network (RFC 4303, RFC 4302, RFC 4301, RFC 3948).
 *
 * <p>Thread-safe: SAs come and go while traffic flows. One daemon thread reads each queue of a device and each port.
 * All of them are made by the thread that calls {@link Builder#start}, or by the one that attaches a device or port
 * later, so that they live in its network namespace. Devices and ports belong to the data plane and are closed with it.
 */
public final class DataPlane implements AutoCloseable {
    /** The most that a dummy packet holds, in octets. */
    public static final int MAX_DUMMY_OCTETS = 9000;

    private final CryptoProvider crypto;
    private final SecureRandom random;
    private final EventQueue events;
    private final ForwardingPlane plane;

    private DataPlane(Builder builder) {
        crypto = Objects.requireNonNull(builder.crypto, "crypto");
        random = Objects.requireNonNull(builder.random, "random");
        events = new EventQueue();
        EventRelay relay = new EventRelay(
                events,
                builder.nonEspHandler,
                builder.noSaListener,
                builder.unknownSpiListener,
                builder.peerMovedListener,
                builder.saExpiringListener,
                builder.firstPacketListener);
        plane = new ForwardingPlane(relay, Objects.requireNonNull(builder.clock, "clock"));
        builder.ports.forEach(plane::attach);
        builder.tunnels.forEach(plane::attach);
    }

    /** A data plane of nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    private void begin() {
        events.start();
        plane.start();
    }

    /** Adds a port and begins to read it. */
    public void attach(DatagramPort port) {
        plane.attach(port);
    }

    /**
     * Removes a port and closes it. Pairs that send through it lose their packets until they are moved; what is
     * received does not depend on the port. Does nothing if it was not attached.
     */
    public void detach(DatagramPort port) {
        plane.detach(port);
    }

    /**
     * Adds a tunnel device and begins to read it.
     *
     * @throws IllegalArgumentException if there is one of that name
     */
    public void attach(TunDevice device) {
        plane.attach(device);
    }

    /** Removes a tunnel device with all its SAs and closes it. Does nothing if there is none of that name. */
    public void detachTunnel(String name) throws IOException {
        plane.detachTunnel(name);
    }

    /**
     * Tells that a pair with this inbound SPI is being agreed upon. The peer may send through it before we have its
     * keys (RFC 7296 2.8): such packets wait for up to a second, and {@link #installInbound} takes them in. No more
     * than 64 packets and 128 KiB wait at a time, for all pairs together. Does nothing if the pair is installed.
     *
     * @throws IllegalStateException if the data plane is closed
     */
    public void expect(int inboundSpi) {
        plane.expect(inboundSpi);
    }

    /** Takes {@link #expect} back, because nothing came of the pair: its packets are dropped again. */
    public void forget(int inboundSpi) {
        plane.forget(inboundSpi);
    }

    /**
     * Installs a pair of SAs: packets are accepted from now on, and packets from the tunnel that its selectors match
     * are sent through it. Among equally specific pairs those for the packet's queue come first, then those for all
     * queues; of these the newest one sends, so that a successor takes over as soon as it is installed.
     *
     * <p>The data plane takes the keys over: it destroys those of the parameters once the pair is installed, and its
     * own when the pair is removed. Parameters whose pair could not be installed keep theirs.
     *
     * @throws IllegalArgumentException if the inbound SPI is taken, there is no such tunnel, no port is bound for the
     *     path, the crypto provider cannot run the cipher, or the keys are destroyed
     */
    public void install(EspSaParameters parameters) {
        // RFC 7296 2.8: be ready to receive before sending
        installInbound(parameters);
        installOutbound(parameters.inboundSpi());
    }

    /**
     * Installs only the receiving half of a pair. Who answers a rekeying waits with the other half until the peer has
     * shown that it knows the new SA, so that no packet is lost (RFC 7296 2.8).
     *
     * @throws IllegalArgumentException like {@link #install}
     */
    public void installInbound(EspSaParameters parameters) {
        Tunnel tunnel = plane.tunnel(parameters.tunnel());
        if (tunnel == null) {
            throw new IllegalArgumentException("there is no tunnel " + parameters.tunnel());
        }
        SaPair pair = SaFactory.pair(parameters, tunnel, sendPath(parameters.path()), crypto, random);
        boolean installed = false;
        try {
            installed = plane.installInbound(pair);
        } finally {
            if (installed) {
                parameters.keys().destroy();
            } else {
                pair.close();
            }
        }
        if (!installed) {
            throw new IllegalArgumentException(
                    String.format("there is already an inbound SA with SPI %08x", parameters.inboundSpi()));
        }
    }

    /**
     * Begins to send through a pair whose receiving half is installed. Does nothing if it does so already.
     *
     * @return false if there is no such pair, or its sending half was removed
     */
    public boolean installOutbound(int inboundSpi) {
        return plane.installOutbound(inboundSpi);
    }

    /** Goes on behind that sequence number, for tests of what lies behind it: nobody can wait for 2^32 packets. */
    void startBehind(int inboundSpi, long sequence) {
        SaPair pair = plane.sas().get(inboundSpi);
        if (pair == null) {
            throw new IllegalArgumentException(String.format("there is no pair with inbound SPI %08x", inboundSpi));
        }
        pair.outbound().startBehind(sequence);
    }

    private SendPath sendPath(OuterPath path) {
        return new SendPath(ports(path.local(), path.encapsulation()), path.local(), path.remote());
    }

    private List<DatagramPort> ports(InetSocketAddress local, Encapsulation encapsulation) {
        List<DatagramPort> ports = plane.portsFor(local, encapsulation);
        if (ports.isEmpty()) {
            throw new IllegalArgumentException("no " + encapsulation + " port is bound for " + local);
        }
        return ports;
    }

    private DatagramPort udpPort(InetSocketAddress local) {
        return ports(local, Encapsulation.UDP).get(0);
    }

    /**
     * Sends a pair's packets along another path from now on, be it with another encapsulation or IP version. What is
     * received does not depend on the path; but in transport mode, packets between its new ends are the pair's from now
     * on, and no others.
     *
     * @return false if there is no such pair
     * @throws IllegalArgumentException if no port is bound for the path, or it does not suit the pair's mode
     */
    public boolean move(int inboundSpi, OuterPath path) {
        SendPath newPath = sendPath(path);
        SaPair pair = plane.sas().get(inboundSpi);
        if (pair == null) {
            return false;
        }
        Snapshots.mode(pair).check(path);
        if (path.isAh() != pair.outbound().isAh()) {
            throw new IllegalArgumentException("SAs of AH have paths of AH, and no others do: " + path);
        }
        return plane.move(inboundSpi, newPath);
    }

    /**
     * Removes a pair and forgets its keys.
     *
     * @return its last counters, or empty if there is no such pair
     */
    public Optional<SaSnapshot> remove(int inboundSpi) {
        return Optional.ofNullable(plane.remove(inboundSpi)).map(Snapshots::of);
    }

    /**
     * Stops sending through a pair for ever; it still receives what is on its way, until it is removed.
     *
     * @return false if there is no such pair
     */
    public boolean removeOutbound(int inboundSpi) {
        return plane.removeOutbound(inboundSpi);
    }

    /**
     * Sends a datagram that is not ESP, such as an IKE message, with the non-ESP marker in front (RFC 3948 2.2).
     *
     * @param local which UDP port to send from
     * @return false if the system refused it
     * @throws IllegalArgumentException if no UDP port is bound for that address
     */
    public boolean sendNonEsp(InetSocketAddress local, InetSocketAddress remote, byte[] datagram) throws IOException {
        return plane.sendNonEsp(udpPort(local), remote, datagram);
    }

    /**
     * Sends a NAT keepalive (RFC 3948 2.3). When to do so is the caller's business.
     *
     * @return false if the system refused it
     * @throws IllegalArgumentException if no UDP port is bound for that address
     */
    public boolean sendKeepalive(InetSocketAddress local, InetSocketAddress remote) throws IOException {
        return plane.sendKeepalive(udpPort(local), remote);
    }

    /**
     * Sends a dummy packet through a pair, so that its traffic looks different from what it is (RFC 4303 2.6). It
     * counts as a packet of the pair, but not as its use ({@link SaSnapshot#lastSent}). When to send one is the
     * caller's business.
     *
     * @param octets of content, 0 to {@value #MAX_DUMMY_OCTETS}; more where {@link EspSaParameters#tfcOctets} says so,
     *     fewer where they would not fit the way to the peer
     * @return false if there is no such pair, it does not send yet or any more, it is of AH, or the system refused it
     * @throws IllegalArgumentException if the number is out of range
     */
    public boolean sendDummy(int inboundSpi, int octets) throws IOException {
        if (octets < 0 || octets > MAX_DUMMY_OCTETS) {
            throw new IllegalArgumentException(
                    "a dummy of " + octets + " octets is not between 0 and " + MAX_DUMMY_OCTETS);
        }
        return plane.sendDummy(inboundSpi, octets);
    }

    /**
     * Lowers the maximum segment size that TCP connections through a tunnel offer, in both directions, from now on (RFC
     * 9293 3.7.1), so that their packets fit whatever they learn of MTUs.
     *
     * @param ipv4 octets at the most for connections of IPv4, up to 65535; empty for no limit
     * @param ipv6 octets at the most for connections of IPv6
     * @throws IllegalArgumentException if there is no such tunnel, or a number is out of range
     */
    public void limitTcpMss(String tunnelName, OptionalInt ipv4, OptionalInt ipv6) {
        Tunnel tunnel = plane.tunnel(tunnelName);
        if (tunnel == null) {
            throw new IllegalArgumentException("there is no tunnel " + tunnelName);
        }
        tunnel.limitTcpMss(ipv4, ipv6);
    }

    /** The counters of one pair, or empty if there is no such pair. */
    public Optional<SaSnapshot> sa(int inboundSpi) {
        return Optional.ofNullable(plane.sas().get(inboundSpi)).map(Snapshots::of);
    }

    /** All pairs and counters. */
    public DataPlaneSnapshot snapshot() {
        List<SaSnapshot> sas = new ArrayList<>();
        plane.sas().values().forEach(pair -> sas.add(Snapshots.of(pair)));
        return new DataPlaneSnapshot(
                sas,
                plane.tunnels().stream().map(Snapshots::of).toList(),
                DropReason.fromVerdicts(plane.dropCounts()),
                plane.nonEspReceived(),
                plane.keepalivesReceived(),
                events.lost());
    }

    /** Closes all devices and ports, waits for the threads and forgets all keys. Does nothing when repeated. */
    @Override
    public void close() {
        plane.close();
        events.close();
    }

    /** Collects what a data plane needs. */
    public static final class Builder {
        private @Nullable CryptoProvider crypto;
        private @Nullable SecureRandom random;
        private @Nullable InstantSource clock;
        private final List<DatagramPort> ports = new ArrayList<>();
        private final List<TunDevice> tunnels = new ArrayList<>();
        private NonEspHandler nonEspHandler = (local, remote, datagram) -> {};
        private @Nullable NoSaListener noSaListener;
        private @Nullable UnknownSpiListener unknownSpiListener;
        private @Nullable PeerMovedListener peerMovedListener;
        private @Nullable SaExpiringListener saExpiringListener;
        private @Nullable FirstPacketListener firstPacketListener;

        private Builder() {}

        /** Where ciphers come from. Must be said. */
        public Builder crypto(CryptoProvider provider) {
            crypto = provider;
            return this;
        }

        /** Where unpredictable initialisation vectors come from. Must be said. */
        public Builder random(SecureRandom source) {
            random = source;
            return this;
        }

        /** What the times of packets are read from, once for each batch. Must be said. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** Adds a port. */
        public Builder port(DatagramPort port) {
            ports.add(port);
            return this;
        }

        /** Adds a tunnel device, which SAs refer to by its name. */
        public Builder tunnel(TunDevice device) {
            tunnels.add(device);
            return this;
        }

        /** Who takes datagrams with the non-ESP marker; nobody when not said. */
        public Builder onNonEsp(NonEspHandler handler) {
            nonEspHandler = handler;
            return this;
        }

        /** Who learns of packets without an SA. */
        public Builder onNoSa(NoSaListener listener) {
            noSaListener = listener;
            return this;
        }

        /** Who learns of packets from the network with an SPI that no SA has. */
        public Builder onUnknownSpi(UnknownSpiListener listener) {
            unknownSpiListener = listener;
            return this;
        }

        /** Who learns that a peer has a new outer address. */
        public Builder onPeerMoved(PeerMovedListener listener) {
            peerMovedListener = listener;
            return this;
        }

        /** Who learns that a pair has to be replaced; without it such a pair ends in dropped packets. */
        public Builder onSaExpiring(SaExpiringListener listener) {
            saExpiringListener = listener;
            return this;
        }

        /** Who learns that the peer uses a pair that does not send yet. */
        public Builder onFirstPacket(FirstPacketListener listener) {
            firstPacketListener = listener;
            return this;
        }

        /**
         * Makes the data plane and starts its threads. Ports and tunnels are closed if the threads cannot be started.
         *
         * @throws NullPointerException naming what was not said
         * @throws IllegalArgumentException if two tunnels have one name
         */
        public DataPlane start() {
            DataPlane dataPlane = new DataPlane(this);
            try {
                dataPlane.begin();
            } catch (RuntimeException | Error e) {
                dataPlane.close();
                throw e;
            }
            return dataPlane;
        }
    }
}
