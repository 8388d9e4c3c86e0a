// SPDX-License-Identifier: Apache-2.0
/** What callers hold in uploads and how many they send, and the limits of both: ADR 0104. */
@NullMarked
package dev.assay.data.quota;

import org.jspecify.annotations.NullMarked;
