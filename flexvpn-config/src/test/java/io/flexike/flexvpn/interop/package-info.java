/** Real peers for interoperability tests: network namespaces, strongSwan, kernel guests and tshark. */
package io.flexike.flexvpn.interop;
