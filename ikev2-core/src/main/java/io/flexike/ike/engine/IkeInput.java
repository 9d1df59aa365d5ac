package io.flexike.ike.engine;

import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.Answer;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.Flow;
import io.flexike.ike.session.LocalAddress;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.RedirectTarget;
import io.flexike.ike.session.ResumptionTicket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** All that can happen to an engine. */
public sealed interface IkeInput {
    /** A datagram of an IKE port, without the non-ESP marker. */
    record DatagramReceived(Path path, byte[] octets) implements IkeInput {
        /** Takes the array over; the caller no longer changes it. */
        public DatagramReceived {}

        @Override
        public boolean equals(Object other) {
            return other instanceof DatagramReceived that
                    && path.equals(that.path)
                    && Arrays.equals(octets, that.octets);
        }

        @Override
        public int hashCode() {
            return 31 * path.hashCode() + Arrays.hashCode(octets);
        }

        @Override
        public String toString() {
            return "DatagramReceived[" + path + ", " + octets.length + " octets]";
        }
    }

    /** The deadline of the last step has come; harmless when early. */
    record DeadlineReached() implements IkeInput {}

    /**
     * Bring up an IKE SA with its first Child SA.
     *
     * @param handle chosen by the caller, comes back in {@link IkeOutput.Initiated}
     * @param path where IKE_SA_INIT goes (port 500)
     * @param natTraversalPath where everything after goes when a NAT is detected (port 4500)
     * @param tcpPath where everything goes when UDP does not work, or at once (RFC 9329), as the options say
     */
    record Initiate(long handle, PeerProfile profile, Path path, Path natTraversalPath, Optional<Path> tcpPath)
            implements IkeInput {
        /** One that stays with UDP. */
        public Initiate(long handle, PeerProfile profile, Path path, Path natTraversalPath) {
            this(handle, profile, path, natTraversalPath, Optional.empty());
        }
    }

    /**
     * The TCP connection of a path was lost and opened anew: what is on its way there goes once more (RFC 9329 6.2).
     */
    record Reconnected(Path path) implements IkeInput {}

    /**
     * Bring up an IKE SA with its first Child SA by resuming one whose state was lost (RFC 5723). A ticket that has
     * expired, belongs to another profile or is refused by the peer leads to a full exchange, as {@link Initiate} does.
     *
     * @param ticket from {@code IkeEvent.TicketReceived}; not to be used for another input
     */
    record Resume(long handle, PeerProfile profile, Path path, Path natTraversalPath, ResumptionTicket ticket)
            implements IkeInput {}

    /**
     * This end may have lost count of the messages of an IKE SA, because it has taken it over from another member of a
     * cluster or from a saved state: agree upon message IDs anew (RFC 6311). Once for each such event.
     *
     * @param skipped sequence numbers that the peer is to skip in all its Child SAs, because so many packets of it may
     *     have come unnoticed; unsigned, 0 for none
     */
    record SynchronizeMessageIds(long ikeSpi, long skipped) implements IkeInput {}

    /** Delete an IKE SA; unknown SPIs are ignored, as in all commands. */
    record DeleteIkeSa(long ikeSpi) implements IkeInput {}

    /** Delete one Child SA by our inbound SPI. */
    record DeleteChildSa(long ikeSpi, int inboundSpi) implements IkeInput {}

    /** Ask the peer for a sign of life now. */
    record CheckLiveness(long ikeSpi) implements IkeInput {}

    /** Make a further Child SA in an established IKE SA (RFC 7296 1.3.1), with the proposals of its profile. */
    record CreateChildSa(long ikeSpi, Flow flow) implements IkeInput {
        /** In the mode that the profile says. */
        public CreateChildSa(long ikeSpi, List<AddressSelector> local, List<AddressSelector> remote) {
            this(ikeSpi, new Flow(local, remote));
        }
    }

    /**
     * Have the peer set configuration of its own (RFC 7296 3.15), as soon as the window lets it and after what was set
     * before. The answer is {@code IkeEvent.ConfigurationAcknowledged}; there is none if the IKE SA ends before.
     *
     * @param attributes 1 to {@value #MOST_ATTRIBUTES}, together at most {@value #MOST_OCTETS} octets with the four
     *     octets before each
     */
    record SetConfiguration(long ikeSpi, List<ConfigurationAttribute> attributes) implements IkeInput {
        /** Our choice. */
        public static final int MOST_ATTRIBUTES = 1024;

        /** Our choice: it has to fit into one message, in fragments if need be. */
        public static final int MOST_OCTETS = 32_768;

        /**
         * Copies the list.
         *
         * @throws IllegalArgumentException if these are none or too many
         */
        public SetConfiguration {
            attributes = List.copyOf(attributes);
            int octets = attributes.stream()
                    .mapToInt(each -> Integer.BYTES + each.value().length)
                    .sum();
            if (attributes.isEmpty() || attributes.size() > MOST_ATTRIBUTES || octets > MOST_OCTETS) {
                throw new IllegalArgumentException(
                        "a configuration of " + attributes.size() + " attributes with " + octets + " octets");
            }
        }
    }

    /** Rekey one Child SA now (RFC 7296 1.3.3). */
    record RekeyChildSa(long ikeSpi, int inboundSpi) implements IkeInput {}

    /** Rekey an IKE SA now (RFC 7296 1.3.2). */
    record RekeyIkeSa(long ikeSpi) implements IkeInput {}

    /**
     * Original initiator: authenticate anew by another IKE SA and let this one go when that is up (RFC 7296 2.8.3).
     * Original responder: ask the peer to do so, and end the IKE SA if it does not within a minute (RFC 4478).
     */
    record Reauthenticate(long ikeSpi) implements IkeInput {}

    /**
     * A Child SA has carried as many octets or packets as its lifetime says.
     *
     * @param hard whether it must not carry any more
     */
    record ChildSaLimitReached(long ikeSpi, int inboundSpi, boolean hard) implements IkeInput {}

    /** The first authentic packet came through a Child SA that was installed without sending. */
    record ChildSaInUse(long ikeSpi, int inboundSpi) implements IkeInput {}

    /** A Child SA could not be installed; the peer has to be told. */
    record InstallationFailed(long ikeSpi, int inboundSpi, String reason) implements IkeInput {
        @Override
        public String toString() {
            return "InstallationFailed[" + Integer.toHexString(inboundSpi) + ", " + reason + "]";
        }
    }

    /**
     * Which addresses we have now; given before the first IKE SA begins, peers that speak MOBIKE are told of them.
     *
     * <p>IKE SAs whose address is no longer among them move to another one (RFC 4555), or try to if the peer does not
     * speak MOBIKE. With none at all they wait for the next input of this kind.
     *
     * @param addresses the one that is liked best first; only those that peers may be told of and may use
     */
    record AddressesChanged(List<LocalAddress> addresses) implements IkeInput {
        public AddressesChanged {
            addresses = List.copyOf(addresses);
        }
    }

    /** An authentic ESP packet came from another outer address than that of the path (RFC 7296 2.23). */
    record PacketFromElsewhere(long ikeSpi, int inboundSpi, InetSocketAddress observed) implements IkeInput {}

    /**
     * An ESP packet came with an SPI that no SA has, which the sender may have to be told (RFC 7296 1.5). The engine
     * limits how often it acts on this, but the data plane had better not tell it of every packet.
     *
     * @param path from where we received it: the ports of UDP encapsulation, or port 500 for a packet straight over IP
     */
    record UnknownEspSpi(Path path, int spi) implements IkeInput {
        @Override
        public String toString() {
            return "UnknownEspSpi[" + path + ", " + Integer.toHexString(spi) + "]";
        }
    }

    /**
     * The answer to {@link IkeOutput.AskTraffic}.
     *
     * @param received when the last authentic packet came, {@link Instant#MIN} if none did
     * @param sent when the last packet was sent, {@link Instant#MIN} if none was
     */
    record Traffic(long ikeSpi, Instant received, Instant sent) implements IkeInput {}

    /** The answer to {@link IkeOutput.AuthorizePeer}. */
    record Authorize(long questionId, Authorization authorization) implements IkeInput {}

    /** The answer to {@link IkeOutput.Ask}. */
    record Answered(long questionId, Answer answer) implements IkeInput {}

    /**
     * As original responder: send the peer of an established IKE SA to another gateway (RFC 5685 5). Ignored if it has
     * not said that it takes redirects.
     */
    record Redirect(long ikeSpi, RedirectTarget target) implements IkeInput {}

    /**
     * The answer to {@link IkeOutput.ResolveGateway}.
     *
     * @param address empty if the name has none that is reachable
     */
    record GatewayResolved(long ikeSpi, Optional<InetAddress> address) implements IkeInput {}

    /**
     * Who may connect to us from now on, in place of {@link EngineSettings#responderProfiles}. An established IKE SA
     * keeps the profile that it has. One in its handshake can only end with a profile that held when it began and holds
     * still, which is one that equals its earlier self; if there is none, the answer is AUTHENTICATION_FAILED.
     */
    record UseProfiles(List<PeerProfile> responderProfiles) implements IkeInput {
        public UseProfiles {
            responderProfiles = List.copyOf(responderProfiles);
        }
    }

    /** Delete all IKE SAs and take no new ones; those that do not answer are gone after the given time. */
    record Shutdown(Duration patience) implements IkeInput {}
}
