package io.flexike.flexvpn.show;

import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.session.GatewaySnapshot;
import io.flexike.flexvpn.session.IkeSnapshot;

/**
 * What there is to show.
 *
 * @param configuration what the gateway was told
 * @param gateway its sessions, tunnels and routes
 * @param ike its IKE SAs
 */
record ShownState(RouterConfig configuration, GatewaySnapshot gateway, IkeSnapshot ike) {}
