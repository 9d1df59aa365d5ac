package io.flexike.ike.transport;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.Weakness;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.trace.LogText;
import io.flexike.ike.trace.Redaction;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens to sessions into the log: state changes at INFO, peers' faults at DEBUG and at most ten a second.
 * Each line about a session begins with its short SPI pair. For the events of one engine, on one thread.
 */
public final class IkeEventLog {
    private static final Logger LOG = LoggerFactory.getLogger(IkeEventLog.class);
    private static final int FAULTS_PER_SECOND = 10;

    private final Redaction redaction;
    private final RateLimit faultLimit = new RateLimit(FAULTS_PER_SECOND, System.nanoTime());
    private final Map<Long, Long> remoteSpis = new HashMap<>();

    /** A log that shows as much of people as the redaction lets through. */
    public IkeEventLog(Redaction redaction) {
        this.redaction = redaction;
    }

    /** Writes a line, or none for events that are too small. */
    public void log(IkeEvent event) {
        if (event instanceof IkeEvent.IkeSaEstablished established) {
            remoteSpis.put(established.ikeSpi(), established.sa().remoteSpi());
            established(established.sa());
            warn(LogText.spiPair(established.ikeSpi(), established.sa().remoteSpi()), established.sa());
        } else if (event instanceof IkeEvent.IkeSaClosed closed) {
            if (remoteSpis.remove(closed.ikeSpi()) == null && !closed.sa().initiator()) {
                neverUp(closed);
                return;
            }
            LOG.info(
                    "{} IKE SA with {} is gone: {}",
                    LogText.spiPair(closed.ikeSpi(), closed.sa().remoteSpi()),
                    redaction.address(closed.sa().path().remote()),
                    text(closed.reason()));
        } else if (event instanceof IkeEvent.ChildSaEstablished child) {
            LOG.info(
                    "{} Child SA {} inbound, {} outbound: {}{}",
                    spiPair(child),
                    hex(child.child().inboundSpi()),
                    hex(child.child().outboundSpi()),
                    child.child().suite(),
                    child.child().udpEncapsulation() ? " in UDP" : "");
            warn(spiPair(child), "Child SA", child.child().suite().toProposal());
        } else if (event instanceof IkeEvent.ChildSaClosed child) {
            LOG.info(
                    "{} Child SA {} inbound, {} outbound is gone: {}",
                    spiPair(child),
                    hex(child.child().inboundSpi()),
                    hex(child.child().outboundSpi()),
                    text(child.reason()));
        } else if (event instanceof IkeEvent.ChildSaRefused child) {
            LOG.info("{} no Child SA: {}", spiPair(child), text(child.reason()));
        } else if (event instanceof IkeEvent.ChildSaRekeyed child) {
            LOG.info(
                    "{} Child SA {} inbound is rekeyed: {} inbound, {} outbound",
                    spiPair(child),
                    hex(child.oldInboundSpi()),
                    hex(child.child().inboundSpi()),
                    hex(child.child().outboundSpi()));
            warn(spiPair(child), "Child SA", child.child().suite().toProposal());
        } else if (event instanceof IkeEvent.IkeSaRekeyed rekeyed) {
            Long old = remoteSpis.remove(rekeyed.oldIkeSpi());
            remoteSpis.put(rekeyed.ikeSpi(), rekeyed.sa().remoteSpi());
            LOG.info(
                    "{} IKE SA is rekeyed: {}",
                    LogText.spiPair(rekeyed.oldIkeSpi(), old == null ? 0 : old),
                    LogText.spiPair(rekeyed.ikeSpi(), rekeyed.sa().remoteSpi()));
            warn(LogText.spiPair(rekeyed.ikeSpi(), rekeyed.sa().remoteSpi()), rekeyed.sa());
        } else if (event instanceof IkeEvent.ResumptionRefused refused) {
            LOG.info("{} not resumed: {}", spiPair(refused), text(refused.reason()));
        } else if (event instanceof IkeEvent.PathChanged changed) {
            LOG.info(
                    "{} the path goes from {} to {} now",
                    spiPair(changed),
                    redaction.address(changed.sa().path().local()),
                    redaction.address(changed.sa().path().remote()));
        } else if (event instanceof IkeEvent.ConfigurationSet set) {
            LOG.info(
                    "{} the peer has set {} attributes",
                    spiPair(set),
                    set.attributes().size());
        } else if (event instanceof IkeEvent.ConfigurationAcknowledged acknowledged) {
            LOG.info("{} the peer has accepted {}", spiPair(acknowledged), acknowledged.types());
        } else if (event instanceof IkeEvent.ExchangeRefused refused) {
            LOG.info(
                    "{} {} of the peer refused with {}: {}",
                    spiPair(refused),
                    refused.exchange(),
                    refused.told(),
                    text(refused.reason()));
        } else if (event instanceof IkeEvent.Redirected redirected && redirected.ikeSpi() != 0) {
            LOG.info(
                    "{} redirected to {} on the path to {}",
                    spiPair(redirected),
                    redaction.personal(redirected.to()),
                    redaction.address(redirected.from().remote()));
        } else if (event instanceof IkeEvent.DatagramRefused refused) {
            refused(refused);
        }
    }

    private void established(IkeSaSnapshot sa) {
        LOG.info(
                "{} IKE SA with {} at {} is up: {}",
                LogText.spiPair(sa.localSpi(), sa.remoteSpi()),
                sa.remoteIdentity().map(redaction::identity).orElse("nobody"),
                redaction.address(sa.path().remote()),
                sa.suite().map(Object::toString).orElse("no suite"));
    }

    private static void warn(String spiPair, IkeSaSnapshot sa) {
        sa.suite().ifPresent(suite -> warn(spiPair, "IKE SA", suite.toProposal()));
    }

    /** What RFC 8247 and RFC 8221 say must not or should not be used is never agreed upon in silence. */
    private static void warn(String spiPair, String what, Proposal agreed) {
        List<String> weak = Weakness.in(agreed);
        if (!weak.isEmpty()) {
            LOG.warn(
                    "{} {} with weak algorithms, as nothing better is common: {}",
                    spiPair,
                    what,
                    String.join(", ", weak));
        }
    }

    /** What a peer that was never let in has begun, as anybody can. */
    private void neverUp(IkeEvent.IkeSaClosed closed) {
        if (!LOG.isDebugEnabled()) {
            return;
        }
        OptionalLong suppressed = faultLimit.tryPass(System.nanoTime());
        if (suppressed.isPresent()) {
            LOG.debug(
                    "{} IKE SA with {} did not come up: {} ({} lines like this left out)",
                    LogText.spiPair(closed.ikeSpi(), closed.sa().remoteSpi()),
                    redaction.address(closed.sa().path().remote()),
                    text(closed.reason()),
                    suppressed.getAsLong());
        }
    }

    private void refused(IkeEvent.DatagramRefused refused) {
        if (!LOG.isDebugEnabled()) {
            return;
        }
        OptionalLong suppressed = faultLimit.tryPass(System.nanoTime());
        if (suppressed.isPresent()) {
            LOG.debug(
                    "{} datagram from {} refused: {} ({} lines like this left out)",
                    spiPair(refused),
                    redaction.address(refused.path().remote()),
                    LogText.escaped(refused.reason()),
                    suppressed.getAsLong());
        }
    }

    private String text(CloseReason reason) {
        return LogText.escaped(reason.text(redaction::personal));
    }

    private String spiPair(IkeEvent event) {
        return LogText.spiPair(event.ikeSpi(), remoteSpis.getOrDefault(event.ikeSpi(), 0L));
    }

    private static String hex(int spi) {
        return String.format(Locale.ROOT, "%08x", spi);
    }
}
