package io.flexike.flexvpn.router;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.ios.RouterConfig;
import java.util.List;
import java.util.Optional;

/** The router's configuration that describes a gateway. */
public final class GatewayWords {
    private GatewayWords() {}

    /**
     * Writes a gateway's configuration in a router's words. {@link RouterGateway#of} makes an equal one of it.
     *
     * @throws InexpressibleException if a router has no words for a part of it, with all such parts
     */
    public static RouterConfig of(FlexVpnConfig config) {
        Sentences out = new Sentences();
        config.ikePolicies().forEach(policy -> ProtectionWords.write(policy, out));
        config.staticTunnels().forEach(tunnel -> InterfaceWords.write(tunnel, out));
        config.virtualTemplates().forEach(template -> InterfaceWords.write(template, out));
        CertificateWords.globals(config, out);
        RouterConfig.Reading reading = RouterConfig.read("gateway", out.text());
        RouterGateway again = RouterGateway.of(
                reading.config(), "gateway", FlexVpnConfig.create(), CertificateWords.trustpoints(config));
        if (!again.config().equals(Optional.of(config))) {
            // limits, protocol options, logs, policies of algorithms: what belongs to the gateway as a whole
            throw new InexpressibleException(List.of("something of the gateway as a whole"));
        }
        return reading.config();
    }
}
