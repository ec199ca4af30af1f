/** CloudWatch Logs as the gateway serves it, and the door by which other services write logs of their own. */
import { join } from 'node:path'
import type { ServiceDefinition } from '../protocol/index.ts'
import type { Place } from './arns.ts'
import type { LogsContext } from './context.ts'
import { deliver, type Delivery, ensureGroup } from './deliver.ts'
import { openEventLog } from './events/event-log.ts'
import { createQueries } from './insights/queries.ts'
import { keepBounded } from './keep-bounded.ts'
import type { LogsNeeds } from './needs.ts'
import { createLogGroup } from './operations/create-log-group.ts'
import { createLogStream } from './operations/create-log-stream.ts'
import { deleteLogGroup } from './operations/delete-log-group.ts'
import { deleteLogStream } from './operations/delete-log-stream.ts'
import { deleteRetentionPolicy } from './operations/delete-retention-policy.ts'
import { describeLogGroups } from './operations/describe-log-groups.ts'
import { describeLogStreams } from './operations/describe-log-streams.ts'
import { describeQueries } from './operations/describe-queries.ts'
import { filterLogEvents } from './operations/filter-log-events.ts'
import { getLogEvents } from './operations/get-log-events.ts'
import { getLogGroupFields } from './operations/get-log-group-fields.ts'
import { getLogRecord } from './operations/get-log-record.ts'
import { getQueryResults } from './operations/get-query-results.ts'
import { listLogGroups } from './operations/list-log-groups.ts'
import { listLogGroupsForQuery } from './operations/list-log-groups-for-query.ts'
import { listTagsForResource, listTagsLogGroup } from './operations/list-tags-for-resource.ts'
import { putLogEvents } from './operations/put-log-events.ts'
import { putLogGroupDeletionProtection } from './operations/put-log-group-deletion-protection.ts'
import { putRetentionPolicy } from './operations/put-retention-policy.ts'
import { startQuery } from './operations/start-query.ts'
import { stopQuery } from './operations/stop-query.ts'
import { tagLogGroup, tagResource } from './operations/tag-resource.ts'
import { testMetricFilter } from './operations/test-metric-filter.ts'
import { untagLogGroup, untagResource } from './operations/untag-resource.ts'

export type { Delivery } from './deliver.ts'

export interface Logs {
  readonly service: ServiceDefinition
  /** Makes a group that a service logs to, if it is not there. */
  readonly ensureGroup: (place: Place, name: string) => Promise<void>
  /** Keeps events of a service; group and stream are made where they are missing. */
  readonly deliver: (delivery: Delivery) => Promise<void>
  /** Drops now what is past its time or too much; done by itself every few minutes. */
  readonly sweep: () => Promise<void>
  readonly close: () => Promise<void>
}

const minute = 60_000

export function createLogs(needs: LogsNeeds): Logs {
  const { clock, onFault, queryTimeout: timeout = minute } = needs
  const queries = createQueries({ clock, onFault, timeout })
  const log = openEventLog(join(needs.directory, 'events.sqlite'))
  const bounded = keepBounded({ ...needs, events: log, queries })
  const context: LogsContext = { ...needs, events: bounded.events, queries }
  return {
    service: {
      model: 'logs',
      operations: {
        CreateLogGroup: createLogGroup(context),
        CreateLogStream: createLogStream(context),
        DeleteLogGroup: deleteLogGroup(context),
        DeleteLogStream: deleteLogStream(context),
        DeleteRetentionPolicy: deleteRetentionPolicy(context),
        DescribeLogGroups: describeLogGroups(context),
        DescribeLogStreams: describeLogStreams(context),
        DescribeQueries: describeQueries(context),
        FilterLogEvents: filterLogEvents(context),
        GetLogEvents: getLogEvents(context),
        GetLogGroupFields: getLogGroupFields(context),
        GetLogRecord: getLogRecord(context),
        GetQueryResults: getQueryResults(context),
        ListLogGroups: listLogGroups(context),
        ListLogGroupsForQuery: listLogGroupsForQuery(context),
        ListTagsForResource: listTagsForResource(context),
        ListTagsLogGroup: listTagsLogGroup(context),
        PutLogEvents: putLogEvents(context),
        PutLogGroupDeletionProtection: putLogGroupDeletionProtection(context),
        PutRetentionPolicy: putRetentionPolicy(context),
        StartQuery: startQuery(context),
        StopQuery: stopQuery(context),
        TagLogGroup: tagLogGroup(context),
        TagResource: tagResource(context),
        TestMetricFilter: testMetricFilter(),
        UntagLogGroup: untagLogGroup(context),
        UntagResource: untagResource(context),
      },
    },
    ensureGroup: async (place, name) => void (await ensureGroup(context, place, name)),
    deliver: (delivery) => deliver(context, delivery),
    sweep: bounded.sweep,
    close: async () => {
      await bounded.close()
      await queries.close()
      await log.close()
    },
  }
}
