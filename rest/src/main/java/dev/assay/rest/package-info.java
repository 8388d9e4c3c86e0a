// SPDX-License-Identifier: Apache-2.0
/** What the REST interfaces of all services share: problem JSON and the token. */
@NullMarked
package dev.assay.rest;

import org.jspecify.annotations.NullMarked;
