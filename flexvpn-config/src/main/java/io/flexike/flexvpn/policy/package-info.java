/** How peers are recognised, authenticated and negotiated with: keyrings, IKE profiles, IPsec profiles. */
package io.flexike.flexvpn.policy;
