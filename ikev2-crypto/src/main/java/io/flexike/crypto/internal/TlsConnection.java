package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.tls.TlsEngine;
import io.flexike.crypto.tls.TlsFailedException;
import io.flexike.crypto.tls.TlsVersion;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsProtocol;

/** A connection of Bouncy Castle, fed by hand. */
final class TlsConnection implements TlsEngine {
    private final TlsProtocol protocol;
    private final TlsHandshake handshake;

    TlsConnection(TlsProtocol protocol, TlsHandshake handshake) {
        this.protocol = protocol;
        this.handshake = handshake;
    }

    // What the network sends meets Bouncy Castle's parsers here: whatever they throw is the end of the connection.
    @Override
    public void receive(byte[] records) throws TlsFailedException {
        try {
            protocol.offerInput(records);
        } catch (IOException | RuntimeException fault) {
            throw failed(fault);
        }
        if (protocol.isClosed()) {
            throw new TlsFailedException("the TLS connection was closed");
        }
    }

    @Override
    public byte[] takeRecords() {
        byte[] records = new byte[protocol.getAvailableOutputBytes()];
        protocol.readOutput(records, 0, records.length);
        return records;
    }

    @Override
    public boolean isEstablished() {
        return handshake.isFinished() && protocol.isConnected();
    }

    @Override
    public TlsVersion version() {
        return handshake.version();
    }

    @Override
    public List<X509Certificate> peerChain() {
        return handshake.peerChain();
    }

    @Override
    public void send(byte[] applicationData) throws TlsFailedException {
        if (!isEstablished()) {
            throw new TlsFailedException("the TLS connection does not stand");
        }
        try {
            protocol.writeApplicationData(applicationData, 0, applicationData.length);
        } catch (IOException | RuntimeException fault) {
            throw failed(fault);
        }
    }

    @Override
    public byte[] takeApplicationData() {
        byte[] received = new byte[protocol.getAvailableInputBytes()];
        protocol.readInput(received, 0, received.length);
        return received;
    }

    @Override
    public SecretBytes export(String label, int octets) {
        return handshake.export(label, null, octets);
    }

    @Override
    public SecretBytes export(String label, byte[] context, int octets) {
        return handshake.export(label, context, octets);
    }

    @Override
    public void close() {
        handshake.destroy();
    }

    private TlsFailedException failed(Exception fault) {
        return new TlsFailedException(reason(fault), fault);
    }

    private String reason(Exception fault) {
        if (!handshake.fault().isEmpty()) {
            return handshake.fault();
        }
        if (fault instanceof TlsFatalAlertReceived received) {
            return "the other end sent the TLS alert " + AlertDescription.getName(received.getAlertDescription());
        }
        return fault instanceof TlsFatalAlert raised
                ? "TLS failed with " + AlertDescription.getName(raised.getAlertDescription())
                : "TLS failed";
    }
}
