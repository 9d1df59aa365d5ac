/** Traffic selectors (RFC 7296 3.13), address prefixes, and narrowing (RFC 7296 2.9). */
package io.flexike.ike.selector;
