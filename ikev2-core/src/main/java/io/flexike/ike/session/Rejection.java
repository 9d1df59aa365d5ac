package io.flexike.ike.session;

import io.flexike.crypto.suite.IkeSuite;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalChoice;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.certificate.RefusalReason;
import io.flexike.ike.error.Grounds;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.TrafficSelector;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Why an exchange was refused, as data: what the one end sent and what the other wanted. All but {@link ByPeer} are our
 * own refusals, of a request or of an answer. None holds a secret; what it holds of persons a sentence shows only as
 * far as its reader may see it.
 */
public sealed interface Rejection extends Grounds {
    /**
     * One sentence for a person.
     *
     * @param personal what to show of an {@link Identification}, an {@link IdentityMatcher}, a {@link TrafficSelector}
     *     or a text that may name somebody
     */
    String sentence(Function<Object, String> personal);

    /** The sentence with everything that is known. */
    @Override
    default String sentence() {
        return sentence(String::valueOf);
    }

    /**
     * The peer offers no proposal that we accept.
     *
     * @param protocol what it is for: {@link SecurityProtocol#IKE}, or {@link SecurityProtocol#ESP} for a Child SA
     * @param finding both sides' proposals, and the transform types in which they differ
     */
    record NoProposal(SecurityProtocol protocol, ProposalChoice.NothingInCommon finding) implements Rejection {
        @Override
        public String sentence(Function<Object, String> personal) {
            return name(protocol) + finding.reason();
        }
    }

    /** The peer chose a proposal that we did not offer. */
    record NotOffered(SecurityProtocol protocol, Proposal chosen, List<Proposal> offered) implements Rejection {
        public NotOffered {
            offered = List.copyOf(offered);
        }

        @Override
        public String sentence(Function<Object, String> personal) {
            return name(protocol) + "the peer chose what we did not offer: " + chosen;
        }
    }

    private static String name(SecurityProtocol protocol) {
        return protocol.equals(SecurityProtocol.IKE) ? "IKE SA: " : "Child SA: ";
    }

    /**
     * The KE payload is not of the method that the proposals lead to; the initiator may begin again with that.
     *
     * @param sent the method of the KE payload, {@link KeyExchangeMethod#NONE} if there was none
     */
    record KeyExchange(KeyExchangeMethod sent, KeyExchangeMethod wanted) implements Rejection {
        @Override
        public String sentence(Function<Object, String> personal) {
            return "The KE payload is not for the selected method " + wanted + ", but for " + sent + ".";
        }
    }

    /**
     * Of the traffic that the peer offers nothing is allowed.
     *
     * @param local what the peer asks for on our side
     * @param remote what it asks for on its own
     */
    record TrafficSelectors(
            List<TrafficSelector> local,
            List<TrafficSelector> remote,
            List<AddressSelector> allowedLocal,
            List<AddressSelector> allowedRemote)
            implements Rejection {
        public TrafficSelectors {
            local = List.copyOf(local);
            remote = List.copyOf(remote);
            allowedLocal = List.copyOf(allowedLocal);
            allowedRemote = List.copyOf(allowedRemote);
        }

        @Override
        public String sentence(Function<Object, String> personal) {
            return "the peer offers " + Asked.list(remote, personal) + " to " + Asked.list(local, personal)
                    + ", allowed is " + Asked.list(allowedRemote, personal) + " to "
                    + Asked.list(allowedLocal, personal);
        }
    }

    /** Of what the peer chose of our traffic selectors, one does not lie within our offer. */
    record SelectorNotOffered(TrafficSelector chosen, List<AddressSelector> offered) implements Rejection {
        public SelectorNotOffered {
            offered = List.copyOf(offered);
        }

        @Override
        public String sentence(Function<Object, String> personal) {
            return "the peer answered " + personal.apply(chosen) + ", which is not within "
                    + Asked.list(offered, personal);
        }
    }

    /** A profile that was asked, and which identities it is for. */
    record Candidate(String profileName, IdentityMatcher expected) {
        private String text(Function<Object, String> personal) {
            return "\"" + profileName + "\" for " + personal.apply(expected);
        }
    }

    /** None of the profiles is for the identity by which the peer calls itself. */
    record UnknownIdentity(Identification received, List<Candidate> tried) implements Rejection {
        public UnknownIdentity {
            tried = List.copyOf(tried);
        }

        @Override
        public String sentence(Function<Object, String> personal) {
            return "no profile accepts the identity " + personal.apply(received) + "; there are "
                    + tried.stream()
                            .map(candidate -> candidate.text(personal))
                            .collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /** The responder calls itself otherwise than our profile expects. */
    record OtherIdentity(Identification received, Candidate expected) implements Rejection {
        @Override
        public String sentence(Function<Object, String> personal) {
            return "the peer calls itself " + personal.apply(received) + ", but profile \"" + expected.profileName()
                    + "\" expects " + personal.apply(expected.expected());
        }
    }

    /**
     * The profiles for the peer's identity do not allow what was agreed upon before it was known.
     *
     * @param matching those that are for that identity
     */
    record SuiteNotAllowed(Identification peer, IkeSuite agreed, List<String> matching) implements Rejection {
        public SuiteNotAllowed {
            matching = List.copyOf(matching);
        }

        @Override
        public String sentence(Function<Object, String> personal) {
            return "no profile for the identity " + personal.apply(peer) + " allows " + agreed
                    + ", which was agreed upon before the identity was known";
        }
    }

    /**
     * The peer has not proved who it is, or we cannot prove it to the peer.
     *
     * @param peer as far as it is known
     * @param method of the peer's AUTH payload, empty if there was none
     * @param detail what a private key that did not sign said, otherwise empty
     */
    record Authentication(
            String profileName,
            Optional<Identification> peer,
            Optional<AuthMethod> method,
            Fault fault,
            Optional<String> detail)
            implements Rejection {
        /** Without more than the fault says. */
        public Authentication(
                String profileName, Optional<Identification> peer, Optional<AuthMethod> method, Fault fault) {
            this(profileName, peer, method, fault, Optional.empty());
        }

        /**
         * The private key did not sign.
         *
         * @param detail what it said
         */
        public static Authentication cannotSign(String profileName, Optional<Identification> peer, String detail) {
            return new Authentication(profileName, peer, Optional.empty(), Fault.CANNOT_SIGN, Optional.of(detail));
        }

        /** What is wrong with it. */
        public enum Fault {
            /** The AUTH payload does not match: both ends have different keys. */
            MISMATCH,
            /** The profile expects another method. */
            OTHER_METHOD,
            /** There is no AUTH payload, which asks for EAP; the profile does not allow that. */
            EAP_NOT_ALLOWED,
            /** The profile has no key for the peer. */
            NO_KEY,
            /** The profile expects a signature. */
            SIGNATURE_EXPECTED,
            /** Method 14 and SIGNATURE_HASH_ALGORITHMS of both ends go together (RFC 7427 3). */
            METHOD_NOT_NEGOTIATED,
            /** The AlgorithmIdentifier before the signature is none that we know. */
            UNKNOWN_ALGORITHM,
            /** The signature uses a hash function that we did not announce. */
            HASH_NOT_ANNOUNCED,
            /** The profile does not allow the scheme of the signature. */
            SCHEME_NOT_ALLOWED,
            /** The profile trusts no public key of the peer. */
            NO_TRUSTED_KEY,
            /** The public keys of the peer are not for the scheme of the signature. */
            OTHER_KEY_TYPE,
            /** No public key of the peer verifies the signature. */
            BAD_SIGNATURE,
            /** The peer knows no hash function with which we could sign. */
            NO_COMMON_SCHEME,
            /** The private key did not sign. */
            CANNOT_SIGN,
            /** The profile does not allow the method. */
            METHOD_NOT_ALLOWED,
            /** The profile demands further methods after those that the peer has used (RFC 4739). */
            METHOD_MISSING,
            /** There are several methods in turn, and the peer has not announced that it knows such (RFC 4739 3.1). */
            SEVERAL_METHODS_NOT_SUPPORTED,
            /** EAP alone does not authenticate the responder by the method that was used (RFC 5998 4). */
            EAP_NOT_MUTUAL,
            /** What had to be known was not found out. */
            NOT_ANSWERED
        }

        @Override
        public String sentence(Function<Object, String> personal) {
            String who = peer.map(personal).orElse("of unknown identity");
            String profile = "profile \"" + profileName + "\"";
            return switch (fault) {
                case MISMATCH ->
                    "the AUTH payload of peer " + who + " does not match: " + profile
                            + " and the peer have different pre-shared keys";
                case OTHER_METHOD ->
                    "peer " + who + " authenticates with "
                            + method.map(AuthMethod::toString).orElse("nothing") + ", but " + profile
                            + " expects a pre-shared key";
                case EAP_NOT_ALLOWED -> "peer " + who + " asks for EAP, which " + profile + " does not allow";
                case NO_KEY -> profile + " has no pre-shared key for peer " + who;
                case SIGNATURE_EXPECTED ->
                    "peer " + who + " authenticates with "
                            + method.map(AuthMethod::toString).orElse("nothing") + ", but " + profile
                            + " expects a signature";
                case METHOD_NOT_NEGOTIATED ->
                    "peer " + who + " signs by "
                            + method.map(AuthMethod::toString).orElse("nothing")
                            + ", which does not go with the hash functions that both ends announced";
                case UNKNOWN_ALGORITHM -> "peer " + who + " signs by an algorithm that is not known";
                case HASH_NOT_ANNOUNCED -> "peer " + who + " signs with a hash function that was not announced";
                case SCHEME_NOT_ALLOWED -> "peer " + who + " signs by a scheme that " + profile + " does not allow";
                case NO_TRUSTED_KEY -> profile + " trusts no public key of peer " + who;
                case OTHER_KEY_TYPE ->
                    "peer " + who + " signs by a scheme for which " + profile + " has no public key of it";
                case BAD_SIGNATURE ->
                    "the signature of peer " + who + " is not by a public key that " + profile + " trusts";
                case NO_COMMON_SCHEME -> "peer " + who + " knows no hash function by which " + profile + " may sign";
                case CANNOT_SIGN ->
                    "the private key of " + profile + " did not sign"
                            + detail.map(said -> ": " + personal.apply(said)).orElse("");
                case METHOD_NOT_ALLOWED ->
                    "peer " + who + " authenticates with "
                            + method.map(AuthMethod::toString).orElse("nothing") + ", which " + profile
                            + " does not allow";
                case METHOD_MISSING ->
                    "peer " + who + " has not used all methods of authentication that " + profile + " demands";
                case SEVERAL_METHODS_NOT_SUPPORTED ->
                    profile + " demands several methods of authentication in turn, and peer " + who
                            + " has not announced that it knows that (MULTIPLE_AUTH_SUPPORTED)";
                case EAP_NOT_MUTUAL ->
                    "EAP alone is to authenticate both ends, which its method did not: peer " + who + ", " + profile;
                case NOT_ANSWERED ->
                    "peer " + who + " could not be authenticated by " + profile
                            + detail.map(said -> ": " + personal.apply(said)).orElse("");
            };
        }
    }

    /**
     * The certificate of the peer is not trusted.
     *
     * @param check which one failed
     * @param text which certificate, and what is wrong with it
     */
    record Certificate(String profileName, Identification peer, RefusalReason check, String text) implements Rejection {
        @Override
        public String sentence(Function<Object, String> personal) {
            return "the certificate of peer " + personal.apply(peer) + " is not trusted by profile \"" + profileName
                    + "\": " + personal.apply(text);
        }
    }

    /**
     * EAP has failed.
     *
     * @param byPeer whether the responder has said so by EAP-Failure
     * @param reason what the method said
     */
    record Eap(String profileName, Optional<Identification> peer, boolean byPeer, String reason) implements Rejection {
        @Override
        public String sentence(Function<Object, String> personal) {
            return "EAP failed with peer " + peer.map(personal).orElse("of unknown identity") + ", profile \""
                    + profileName + "\": " + personal.apply(reason);
        }
    }

    /** No post-quantum pre-shared key is common to both ends where there has to be one (RFC 8784, RFC 9867). */
    record Postquantum(String profileName, Lack lack) implements Rejection {
        /** What is missing. */
        public enum Lack {
            /** The peer uses none. */
            NOT_SPOKEN("the peer uses none"),
            /** The peer has agreed to use one and does not say which. */
            NOT_NAMED("the peer does not say which one"),
            /** We do not have the one that the peer names, or not for this peer. */
            UNKNOWN("the one that the peer names is not ours to use with it"),
            /** The peer has none of ours. */
            NOT_TAKEN("the peer has none of ours");

            private final String words;

            Lack(String words) {
                this.words = words;
            }
        }

        @Override
        public String sentence(Function<Object, String> personal) {
            return "no post-quantum pre-shared key in common, which profile \"" + profileName + "\" needs: "
                    + lack.words;
        }
    }

    /** The peer may not resume an IKE SA by the ticket that it has (RFC 5723). */
    record Ticket(Identification owner, Flaw flaw) implements Rejection {
        /** What is wrong with it. */
        public enum Flaw {
            /** The peer calls itself otherwise than the ticket says. */
            OTHER_IDENTITY("which the peer does not call itself"),
            /** It is good for one time only. */
            USED("which was used already"),
            /** There is no AUTH payload. */
            NO_PROOF("without an AUTH payload"),
            /** The AUTH payload does not match. */
            MISMATCH("whose AUTH payload does not match: the peer has the ticket, but not the keys that belong to it");

            private final String words;

            Flaw(String words) {
                this.words = words;
            }
        }

        @Override
        public String sentence(Function<Object, String> personal) {
            return "a ticket of " + personal.apply(owner) + ", " + flaw.words;
        }
    }

    /**
     * The application does not let the peer in.
     *
     * @param reason what the application said
     */
    record NotAuthorized(String profileName, Identification peer, String reason) implements Rejection {
        @Override
        public String sentence(Function<Object, String> personal) {
            return "not authorized: " + personal.apply(reason);
        }
    }

    /**
     * The peer has an IKE SA already, and its profile allows one.
     *
     * @see IkeSaPolicy.Uniqueness#REFUSE
     */
    record NotUnique(String profileName, Identification peer) implements Rejection {
        @Override
        public String sentence(Function<Object, String> personal) {
            return "peer " + personal.apply(peer) + " has an IKE SA already, and profile \"" + profileName
                    + "\" allows one";
        }
    }

    /**
     * There is no address for the peer.
     *
     * @param reason what the application said
     */
    record NoAddress(String profileName, Identification peer, String reason) implements Rejection {
        @Override
        public String sentence(Function<Object, String> personal) {
            return personal.apply(reason);
        }
    }

    /**
     * Something else that was told, or would have been, by a notify.
     *
     * @param explanation the sentence itself
     */
    record Other(NotifyType told, String explanation) implements Rejection {
        @Override
        public String sentence(Function<Object, String> personal) {
            return explanation;
        }
    }

    /** The peer has refused. It does not say what it would have taken, but we know what we asked for. */
    record ByPeer(NotifyType told, Asked asked) implements Rejection {
        @Override
        public String sentence(Function<Object, String> personal) {
            return "the peer answered " + told + PeerNotice.hint(told) + asked.detail(told, personal);
        }
    }
}
