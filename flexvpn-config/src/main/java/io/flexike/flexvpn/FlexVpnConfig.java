package io.flexike.flexvpn;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.flexvpn.policy.IkePolicy;
import io.flexike.flexvpn.session.TracedMessage;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.engine.EngineLimits;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.NatTraversal;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.RedirectPolicy;
import io.flexike.ike.session.Redirector;
import io.flexike.ike.session.SessionContinuity;
import io.flexike.ike.trace.Redaction;
import io.flexike.ike.transport.IkePorts;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** What a gateway is to do: an immutable value without contradictions. */
public final class FlexVpnConfig {
    /** How many certificates of which peers have sent a URL are kept if nothing is said; our choice. */
    public static final int DEFAULT_CERTIFICATE_CACHE = 128;

    /** Our choice: as often as many authorities issue a CRL. */
    private static final Duration RECHECK = Duration.ofHours(1);

    private final List<StaticTunnel> staticTunnels;
    private final List<VirtualTemplate> virtualTemplates;
    private final List<IkePolicy> ikePolicies;
    private final List<InetAddress> listenAddresses;
    private final EngineLimits limits;
    private final ProtocolOptions protocol;
    private final Redirector redirector;
    private final SessionContinuity continuity;
    private final List<SecretBytes> crashSecrets;
    private final Optional<Path> keyLog;
    private final Optional<Path> capture;
    private final Optional<Consumer<TracedMessage>> messageTrace;
    private final Redaction logRedaction;
    private final CryptoPolicy cryptoPolicy;
    private final int certificateCache;

    private FlexVpnConfig(Builder builder) {
        staticTunnels = List.copyOf(builder.staticTunnels);
        virtualTemplates = List.copyOf(builder.virtualTemplates);
        ikePolicies = List.copyOf(builder.ikePolicies);
        listenAddresses = List.copyOf(builder.listenAddresses);
        limits = builder.limits;
        protocol = builder.protocol;
        redirector = builder.redirector;
        continuity = builder.continuity;
        crashSecrets = List.copyOf(builder.crashSecrets);
        keyLog = builder.keyLog;
        capture = builder.capture;
        messageTrace = builder.messageTrace;
        logRedaction = builder.logRedaction;
        cryptoPolicy = builder.cryptoPolicy;
        certificateCache = builder.certificateCache;
    }

    /** Begins a configuration. */
    public static Builder create() {
        return new Builder();
    }

    /** The tunnels to one peer each. */
    public List<StaticTunnel> staticTunnels() {
        return staticTunnels;
    }

    /** The templates for peers that connect to us. */
    public List<VirtualTemplate> virtualTemplates() {
        return virtualTemplates;
    }

    /** Acceptable IKE proposals by outer address of ours, for profiles that name none. */
    public List<IkePolicy> ikePolicies() {
        return ikePolicies;
    }

    /** Outer addresses on which peers are awaited; none for all that the system has. */
    public List<InetAddress> listenAddresses() {
        return listenAddresses;
    }

    /** What strangers and friends may cost. */
    public EngineLimits limits() {
        return limits;
    }

    /** Which extensions are spoken, and how. */
    public ProtocolOptions protocol() {
        return protocol;
    }

    /** Which peers that connect are sent to another gateway. */
    public Redirector redirector() {
        return redirector;
    }

    /** How sessions outlive the loss of one end's state. */
    public SessionContinuity continuity() {
        return continuity;
    }

    /** With which peers are shown that we have lost a session, the newest first; none for not at all. */
    public List<SecretBytes> crashSecrets() {
        return crashSecrets;
    }

    /** After which silence of ours a NAT in front of us is kept open; zero for never. */
    public Duration natKeepalive() {
        return protocol.natKeepalive();
    }

    /** The folder of the key log, if there is to be one. */
    public Optional<Path> keyLog() {
        return keyLog;
    }

    /** The file of the packet capture, if there is to be one. */
    public Optional<Path> capture() {
        return capture;
    }

    /** Who gets to see every IKE message decrypted, if anybody. */
    public Optional<Consumer<TracedMessage>> messageTrace() {
        return messageTrace;
    }

    /** How much of people is shown in the log. */
    public Redaction logRedaction() {
        return logRedaction;
    }

    /** Which algorithms may be used at all. */
    public CryptoPolicy cryptoPolicy() {
        return cryptoPolicy;
    }

    /** How many certificates are kept that peers have given a URL of. */
    public int certificateCache() {
        return certificateCache;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof FlexVpnConfig that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return Objects.hash(staticTunnels, virtualTemplates);
    }

    private List<Object> parts() {
        return List.of(
                staticTunnels,
                virtualTemplates,
                ikePolicies,
                listenAddresses,
                limits,
                protocol,
                redirector,
                continuity,
                crashSecrets,
                keyLog,
                capture,
                messageTrace,
                logRedaction,
                cryptoPolicy,
                certificateCache);
    }

    /** Collects the parts of a configuration. */
    public static final class Builder {
        private final List<StaticTunnel> staticTunnels = new ArrayList<>();
        private final List<VirtualTemplate> virtualTemplates = new ArrayList<>();
        private final List<IkePolicy> ikePolicies = new ArrayList<>();
        private final List<InetAddress> listenAddresses = new ArrayList<>();
        private Optional<IkePorts> peerPorts = Optional.empty();
        private EngineLimits limits = EngineLimits.DEFAULT;
        private ProtocolOptions protocol = ProtocolOptions.DEFAULT;
        private Redirector redirector = Redirector.NONE;
        private SessionContinuity continuity = SessionContinuity.DEFAULT;
        private List<SecretBytes> crashSecrets = List.of();
        private Optional<Path> keyLog = Optional.empty();
        private Optional<Path> capture = Optional.empty();
        private Optional<Consumer<TracedMessage>> messageTrace = Optional.empty();
        private Redaction logRedaction = Redaction.NONE;
        private CryptoPolicy cryptoPolicy = CryptoPolicy.STANDARD;
        private int certificateCache = DEFAULT_CERTIFICATE_CACHE;

        private Builder() {}

        /** A tunnel interface to one peer. */
        public Builder staticTunnel(String name, Consumer<StaticTunnel.Builder> description) {
            StaticTunnel.Builder tunnel = StaticTunnel.named(name);
            peerPorts.ifPresent(ports -> tunnel.peerPorts(ports.ike(), ports.natTraversal()));
            description.accept(tunnel);
            staticTunnels.add(tunnel.build());
            return this;
        }

        /**
         * Where the peers of all tunnels that are described from now on listen, if their destinations do not say other
         * ports than 500 and 4500.
         */
        public Builder peerPorts(IkePorts ports) {
            peerPorts = Optional.of(ports);
            return this;
        }

        /** What every peer that connects to us gets a virtual-access interface of. */
        public Builder virtualTemplate(String name, Consumer<VirtualTemplate.Builder> description) {
            VirtualTemplate.Builder template = VirtualTemplate.named(name);
            description.accept(template);
            virtualTemplates.add(template.build());
            return this;
        }

        /** Acceptable IKE proposals by outer address of ours, for profiles that name none. */
        public Builder ikePolicy(IkePolicy policy) {
            ikePolicies.add(Objects.requireNonNull(policy));
            return this;
        }

        /**
         * Awaits peers on these outer addresses only, in place of all that the system has. When one of them goes,
         * sessions move to another one of them (RFC 4555), or wait until it is back.
         *
         * @throws IllegalArgumentException if one of them is no IP address
         */
        public Builder listenOn(String... addresses) {
            for (String address : addresses) {
                listenAddresses.add(IpPrefix.parseAddress(address));
            }
            return this;
        }

        /**
         * Makes initiators return a cookie (RFC 7296 2.6) while there are more half-open IKE SAs than this; 100 if not
         * said.
         *
         * @param halfOpen 0 or more
         */
        public Builder cookieChallengeAbove(int halfOpen) {
            limits = limits.withCookieThreshold(halfOpen);
            return this;
        }

        /** Bounds what strangers and friends may cost, in place of {@link EngineLimits#DEFAULT}. */
        public Builder limits(EngineLimits newLimits) {
            limits = Objects.requireNonNull(newLimits);
            return this;
        }

        /**
         * How many requests a peer may have on their way (RFC 7296 2.3); 5 if not said.
         *
         * @param size 1 to 65,535
         */
        public Builder window(int size) {
            protocol = protocol.withWindowSize(size);
            return this;
        }

        /**
         * Sends IKE messages in fragments (RFC 7383) when their packet would be longer; from 1,280 octets on if not
         * said.
         *
         * @param octets of the IP packet, 576 or more
         */
        public Builder fragmentation(int octets) {
            protocol = protocol.withFragmentOctets(octets);
            return this;
        }

        /** Sends every IKE message in one piece. */
        public Builder withoutFragmentation() {
            protocol = protocol.withFragmentOctets(0);
            return this;
        }

        /** What becomes of ESP where a NAT may stand in between; encapsulated where a NAT is found if not said. */
        public Builder natTraversal(NatTraversal newNatTraversal) {
            protocol = protocol.withNatTraversal(newNatTraversal);
            return this;
        }

        /** Which extensions are spoken, in place of {@link ProtocolOptions#DEFAULT}. */
        public Builder protocol(ProtocolOptions options) {
            protocol = Objects.requireNonNull(options);
            return this;
        }

        /**
         * After which silence of ours a NAT in front of us is kept open (RFC 3948 4); 20 s if not said.
         *
         * @param interval zero for never, else 5 s to 1 h
         * @throws IllegalArgumentException if it is negative
         */
        public Builder natKeepalive(Duration interval) {
            protocol = protocol.withNatKeepalive(interval);
            return this;
        }

        /**
         * Whether and how redirects to other gateways are taken and given (RFC 5685), in place of
         * {@link RedirectPolicy#DEFAULT}.
         */
        public Builder redirects(RedirectPolicy policy) {
            protocol = protocol.with(policy);
            return this;
        }

        /**
         * Sends peers that connect to other gateways (RFC 5685 3, 4), before or after they have proved who they are;
         * only those that take redirects.
         *
         * @param newRedirector asked on the engine's thread: it must answer at once and not throw
         */
        public Builder redirectPeers(Redirector newRedirector) {
            redirector = Objects.requireNonNull(newRedirector);
            return this;
        }

        /**
         * How sessions outlive the loss of one end's state (RFC 5723, RFC 6311), in place of
         * {@link SessionContinuity#DEFAULT}. A static tunnel that wants tickets resumes its session when it connects
         * again after a loss.
         */
        public Builder continuity(SessionContinuity newContinuity) {
            continuity = Objects.requireNonNull(newContinuity);
            return this;
        }

        /**
         * Lets peers know at once that we have lost a session in a crash (RFC 6290), so that they connect anew. The
         * application keeps the secret where it outlives the crash; without one, peers find out by themselves. When it
         * is changed, the former ones are to be given for as long as sessions from their time may go on.
         *
         * @param newestFirst at most 4, each of 32 octets or more
         */
        public Builder crashSecrets(SecretBytes... newestFirst) {
            crashSecrets = List.of(newestFirst);
            return this;
        }

        /** Pretends a NAT, so that ESP always travels in UDP and needs no raw sockets. */
        public Builder forceUdpEncapsulation() {
            return natTraversal(NatTraversal.FORCED);
        }

        /**
         * Writes the keys of all sessions to a folder, in the formats that Wireshark reads. Whoever can read it can
         * read everything.
         *
         * @param folder where {@code ikev2_decryption_table} and {@code esp_sa} are written
         */
        public Builder keyLog(Path folder) {
            keyLog = Optional.of(folder);
            return this;
        }

        /**
         * Writes all IKE and ESP datagrams to a file that Wireshark reads.
         *
         * @param file in pcapng format, replaced if it exists
         */
        public Builder capture(Path file) {
            capture = Optional.of(file);
            return this;
        }

        /** Shows every IKE message decrypted, in order, on the thread of the events. */
        public Builder traceMessages(Consumer<TracedMessage> observer) {
            messageTrace = Optional.of(observer);
            return this;
        }

        /**
         * Takes what the policy refuses out of all proposals, the default ones among them;
         * {@link CryptoPolicy#STANDARD} if not said. A proposal of which nothing is left is a finding.
         */
        public Builder cryptoPolicy(CryptoPolicy policy) {
            cryptoPolicy = Objects.requireNonNull(policy);
            return this;
        }

        /**
         * How many certificates and bundles are kept that were fetched from a URL which a peer has sent (RFC 7296 3.6),
         * for an hour each; 128 if not said.
         *
         * @param certificates 1 to 2,000; together they have 8 MiB at most
         */
        public Builder certificateCache(int certificates) {
            certificateCache = certificates;
            return this;
        }

        /** Ends sessions of peers whose certificate was revoked; looks every hour. */
        public Builder disconnectRevokedPeers() {
            return disconnectRevokedPeers(RECHECK);
        }

        /**
         * Ends sessions of peers whose certificate was revoked, by the rules and with the means by which it was checked
         * when they connected.
         *
         * @param interval how often it is looked, 1 minute to 365 days, besides after every rekeying of the IKE SA;
         *     CRLs and answers of OCSP that are older than five minutes are fetched anew for that. Zero for never
         * @throws IllegalArgumentException if it is shorter or longer
         */
        public Builder disconnectRevokedPeers(Duration interval) {
            protocol = protocol.withRevocationRecheck(interval);
            return this;
        }

        /** Leaves identities and addresses out of the log. */
        public Builder redactLogs() {
            logRedaction = Redaction.PERSONAL;
            return this;
        }

        /**
         * The configuration.
         *
         * @throws ConfigurationException if it is incomplete or contradicts itself; lists everything that was found
         */
        public FlexVpnConfig build() {
            FlexVpnConfig config = new FlexVpnConfig(this);
            List<ConfigurationFinding> findings = new ConfigurationCheck().check(config);
            if (!findings.isEmpty()) {
                throw new ConfigurationException(findings);
            }
            return config;
        }
    }
}
