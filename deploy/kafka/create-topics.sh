#!/bin/bash
# Creates the topics of topics.txt that are not there yet; those that are there stay as they are.
#   create-topics.sh BOOTSTRAP TOPICS_FILE [REPLICATION_FACTOR]
set -euo pipefail
bootstrap=$1 file=$2 replication=${3:-1}
topics=/opt/kafka/bin/kafka-topics.sh
# Waits for the broker by itself, up to a minute.
existing=$("$topics" --bootstrap-server "$bootstrap" --list)
while read -r name partitions retention; do
  case $name in ''|'#'*) continue ;; esac
  if grep -qxF "$name" <<<"$existing"; then
    continue
  fi
  "$topics" --bootstrap-server "$bootstrap" --create --if-not-exists --topic "$name" \
    --partitions "$partitions" --replication-factor "$replication" \
    --config "retention.ms=$retention" </dev/null
done <"$file"
