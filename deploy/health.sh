#!/bin/bash
# Is this service ready? For images with curl and for those without.
set -eu
port=${ASSAY_HTTP_PORT:-8080}
if command -v curl >/dev/null; then
  exec curl --silent --fail --max-time 2 --output /dev/null "http://127.0.0.1:$port/q/health/ready"
fi
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /q/health/ready HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
read -r _ status _ <&3
[ "$status" = 200 ]
