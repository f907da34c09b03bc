/** What PostgreSQL cannot do, as a client is told it; and that it goes away and comes back. */
import t from 'tap'
