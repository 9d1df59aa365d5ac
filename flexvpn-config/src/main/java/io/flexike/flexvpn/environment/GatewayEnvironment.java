package io.flexike.flexvpn.environment;

import io.flexike.crypto.CryptoProvider;
import io.flexike.esp.net.HostAddresses;
import io.flexike.esp.net.RawAhPort;
import io.flexike.esp.net.RawEspPort;
import io.flexike.esp.tun.InMemoryHost;
import io.flexike.esp.tun.TunDevices;
import io.flexike.ike.certificate.RemoteObjects;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.RetransmissionSchedule;
import io.flexike.ike.transport.IkePorts;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a gateway stands on: network devices, ports, cryptography, randomness. Immutable. Everything is opened in the
 * network namespace of the thread that starts the gateway.
 */
public final class GatewayEnvironment {
    private final TunDevices tunDevices;
    private final Optional<DatagramPorts> udpPorts;
    private final boolean inMemory;
    private final DataPlaneOptions dataPlane;
    private final Optional<DatagramPorts> nativeEspPorts;
    private final Optional<DatagramPorts> ahPorts;
    private final IkePorts ports;
    private final Optional<List<InetAddress>> localAddresses;
    private final Optional<HostAddressSource> hostAddresses;
    private final CryptoProvider crypto;
    private final Optional<SecureRandom> random;
    private final RetransmissionSchedule retransmission;
    private final InstantSource wallClock;
    private final Optional<RemoteObjects> remoteObjects;

    private GatewayEnvironment(Parts parts) {
        tunDevices = parts.tunDevices;
        udpPorts = parts.udpPorts;
        inMemory = parts.inMemory;
        dataPlane = parts.dataPlane;
        nativeEspPorts = parts.nativeEspPorts;
        ahPorts = parts.ahPorts;
        ports = parts.ports;
        localAddresses = parts.localAddresses;
        hostAddresses = parts.hostAddresses;
        crypto = parts.crypto;
        random = parts.random;
        retransmission = parts.retransmission;
        wallClock = parts.wallClock;
        remoteObjects = parts.remoteObjects;
    }

    /**
     * TUN devices and sockets of Linux, ports 500 and 4500. Needs the capabilities CAP_NET_ADMIN and
     * CAP_NET_BIND_SERVICE; without CAP_NET_RAW all ESP travels in UDP.
     */
    public static GatewayEnvironment linux() {
        Parts parts = new Parts(TunDevices.linux());
        parts.nativeEspPorts = Optional.of(local -> RawEspPort.open(local.getAddress()));
        parts.ahPorts = Optional.of(local -> RawAhPort.open(local.getAddress()));
        parts.hostAddresses = Optional.of(HostAddresses::linux);
        return new GatewayEnvironment(parts);
    }

    /**
     * Tunnel devices in memory, attached to a host in memory, and real UDP sockets on one address: works as an ordinary
     * user. All ESP travels in UDP.
     *
     * @param host whose packets go through the tunnels
     * @param address the only outer address, such as {@code 127.0.0.1}
     * @param ports of IKE; those below 1024 often need a privilege
     * @throws IllegalArgumentException if the address is none
     */
    public static GatewayEnvironment inMemory(InMemoryHost host, String address, IkePorts ports) {
        Parts parts = new Parts(TunDevices.inMemory(host));
        parts.inMemory = true;
        parts.ports = ports;
        parts.localAddresses = Optional.of(List.of(IpPrefix.parseAddress(address)));
        return new GatewayEnvironment(parts);
    }

    /** The same with other tunnel devices. */
    public GatewayEnvironment withTunDevices(TunDevices devices) {
        Parts parts = new Parts(this);
        parts.tunDevices = Objects.requireNonNull(devices);
        return new GatewayEnvironment(parts);
    }

    /**
     * The same with other queues, shares and offload. {@link #inMemory} does not use them, which the gateway says in
     * its log when it starts.
     */
    public GatewayEnvironment withDataPlane(DataPlaneOptions options) {
        Parts parts = new Parts(this);
        parts.dataPlane = Objects.requireNonNull(options);
        return new GatewayEnvironment(parts);
    }

    /** The same with another source of UDP ports. */
    public GatewayEnvironment withUdpPorts(DatagramPorts newPorts) {
        Parts parts = new Parts(this);
        parts.udpPorts = Optional.of(newPorts);
        return new GatewayEnvironment(parts);
    }

    /** The same with another source of ports for ESP without UDP. */
    public GatewayEnvironment withNativeEspPorts(DatagramPorts newPorts) {
        Parts parts = new Parts(this);
        parts.nativeEspPorts = Optional.of(newPorts);
        return new GatewayEnvironment(parts);
    }

    /** The same with another source of ports for AH. */
    public GatewayEnvironment withAhPorts(DatagramPorts newPorts) {
        Parts parts = new Parts(this);
        parts.ahPorts = Optional.of(newPorts);
        return new GatewayEnvironment(parts);
    }

    /** The same without ESP outside of UDP, and so without AH. */
    public GatewayEnvironment withoutNativeEsp() {
        Parts parts = new Parts(this);
        parts.nativeEspPorts = Optional.empty();
        return new GatewayEnvironment(parts);
    }

    /** The same with other port numbers of our own; those of peers are said with their addresses. */
    public GatewayEnvironment withPorts(IkePorts newPorts) {
        Parts parts = new Parts(this);
        parts.ports = Objects.requireNonNull(newPorts);
        return new GatewayEnvironment(parts);
    }

    /** The same with these outer addresses in place of those that the system has; its changes are not watched. */
    public GatewayEnvironment withLocalAddresses(List<InetAddress> addresses) {
        Parts parts = new Parts(this);
        parts.localAddresses = Optional.of(List.copyOf(addresses));
        parts.hostAddresses = Optional.empty();
        return new GatewayEnvironment(parts);
    }

    /** The same with outer addresses that come and go as this source says. */
    public GatewayEnvironment withHostAddresses(HostAddressSource source) {
        Parts parts = new Parts(this);
        parts.localAddresses = Optional.empty();
        parts.hostAddresses = Optional.of(source);
        return new GatewayEnvironment(parts);
    }

    /** The same with another source of cryptography. */
    public GatewayEnvironment withCrypto(CryptoProvider provider) {
        Parts parts = new Parts(this);
        parts.crypto = Objects.requireNonNull(provider);
        return new GatewayEnvironment(parts);
    }

    /** The same with another source of randomness, in place of a strong one of the platform. */
    public GatewayEnvironment withRandom(SecureRandom source) {
        Parts parts = new Parts(this);
        parts.random = Optional.of(source);
        return new GatewayEnvironment(parts);
    }

    /** The same with other times at which unanswered requests are sent again. */
    public GatewayEnvironment withRetransmission(RetransmissionSchedule schedule) {
        Parts parts = new Parts(this);
        parts.retransmission = Objects.requireNonNull(schedule);
        return new GatewayEnvironment(parts);
    }

    /** The same with another clock for the time of day, in place of the system's. */
    public GatewayEnvironment withWallClock(InstantSource clock) {
        Parts parts = new Parts(this);
        parts.wallClock = Objects.requireNonNull(clock);
        return new GatewayEnvironment(parts);
    }

    /**
     * The same with another source of what certificates and peers point to, such as CRLs, in place of HTTP to public
     * addresses.
     */
    public GatewayEnvironment withRemoteObjects(RemoteObjects objects) {
        Parts parts = new Parts(this);
        parts.remoteObjects = Optional.of(objects);
        return new GatewayEnvironment(parts);
    }

    /** Where tunnel devices come from. */
    public TunDevices tunDevices() {
        return tunDevices;
    }

    /** Where UDP ports come from. */
    public DatagramPorts udpPorts() {
        return udpPorts.orElseGet(() -> new SystemUdpPorts(dataPlane().udpOffload()));
    }

    /** How tunnel devices and UDP ports are opened; {@link DataPlaneOptions#STANDARD} in memory. */
    public DataPlaneOptions dataPlane() {
        return inMemory ? DataPlaneOptions.STANDARD : dataPlane;
    }

    /** Whether options for the data plane were given that a data plane in memory does not use. */
    public boolean ignoresDataPlaneOptions() {
        return !dataPlane().equals(dataPlane);
    }

    /** Where ports for ESP without UDP come from; without them a NAT is pretended, so that all ESP travels in UDP. */
    public Optional<DatagramPorts> nativeEspPorts() {
        return nativeEspPorts;
    }

    /**
     * Where ports for AH come from; they are used if the configuration names AH and there is ESP without UDP. Without
     * them such a configuration has all ESP in UDP, and AH is refused.
     */
    public Optional<DatagramPorts> ahPorts() {
        return ahPorts;
    }

    /** Our own port numbers. */
    public IkePorts ports() {
        return ports;
    }

    /** Our outer addresses; empty for those that the system has. */
    public Optional<List<InetAddress>> localAddresses() {
        return localAddresses;
    }

    /** Where the addresses of the system are learnt from; empty if {@link #localAddresses} are given. */
    public Optional<HostAddressSource> hostAddresses() {
        return hostAddresses;
    }

    /** Where cryptography comes from. */
    public CryptoProvider crypto() {
        return crypto;
    }

    /** Where randomness comes from; empty for a strong source of the platform. */
    public Optional<SecureRandom> random() {
        return random;
    }

    /** When unanswered requests are sent again. */
    public RetransmissionSchedule retransmission() {
        return retransmission;
    }

    /** The time of day, at which certificates have to be valid. */
    public InstantSource wallClock() {
        return wallClock;
    }

    /** Where CRLs, OCSP responses and certificates are fetched; empty for HTTP to public addresses. */
    public Optional<RemoteObjects> remoteObjects() {
        return remoteObjects;
    }

    /** The parts while they are put together. */
    private static final class Parts {
        private TunDevices tunDevices;
        private Optional<DatagramPorts> udpPorts = Optional.empty();
        private boolean inMemory;
        private DataPlaneOptions dataPlane = DataPlaneOptions.STANDARD;
        private Optional<DatagramPorts> nativeEspPorts = Optional.empty();
        private Optional<DatagramPorts> ahPorts = Optional.empty();
        private IkePorts ports = IkePorts.STANDARD;
        private Optional<List<InetAddress>> localAddresses = Optional.empty();
        private Optional<HostAddressSource> hostAddresses = Optional.empty();
        private CryptoProvider crypto = CryptoProvider.standard();
        private Optional<SecureRandom> random = Optional.empty();
        private RetransmissionSchedule retransmission = RetransmissionSchedule.DEFAULT;
        private InstantSource wallClock = InstantSource.system();
        private Optional<RemoteObjects> remoteObjects = Optional.empty();

        Parts(TunDevices tunDevices) {
            this.tunDevices = tunDevices;
        }

        Parts(GatewayEnvironment other) {
            tunDevices = other.tunDevices;
            udpPorts = other.udpPorts;
            inMemory = other.inMemory;
            dataPlane = other.dataPlane;
            nativeEspPorts = other.nativeEspPorts;
            ahPorts = other.ahPorts;
            ports = other.ports;
            localAddresses = other.localAddresses;
            hostAddresses = other.hostAddresses;
            crypto = other.crypto;
            random = other.random;
            retransmission = other.retransmission;
            wallClock = other.wallClock;
            remoteObjects = other.remoteObjects;
        }
    }
}
