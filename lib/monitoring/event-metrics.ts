import { METRIC_NAMESPACE } from '../../contract/metrics';

/**
 * The namespace of the metrics that filters count in the event log of an endpoint. It has the endpoint's name in it,
 * because a metric filter cannot add a dimension with a fixed value.
 *
 * @param endpointName letters, digits, `-` and `_`
 */
export function eventNamespace(endpointName: string): string {
  return `${METRIC_NAMESPACE}/${endpointName}`;
}

/** The names of these metrics. Each of them has an alarm: what none watches is counted from the log when somebody looks. */
export const EVENT_METRICS = {
  delivered: 'ReceiptDelivered',
  failed: 'ReceiptFailed',
  carrierBlock: 'ReceiptCarrierBlock',
} as const;

/** The dimension of `delivered` and `failed`, for the countries with an alarm of their own. */
export const COUNTRY_DIMENSION = 'Country';
