"""Fields of the groups beside the core; see `schema` for the notation."""

WORKLOADS = """
Deployment
spec DeploymentSpec
status DeploymentStatus

DeploymentSpec
replicas int32
selector LabelSelector
template PodTemplateSpec
retain strategy DeploymentStrategy
minReadySeconds revisionHistoryLimit int32
paused bool
progressDeadlineSeconds int32

DeploymentStrategy
type string
rollingUpdate RollingUpdateDeployment

RollingUpdateDeployment
maxUnavailable maxSurge IntOrString

ReplicaSet
spec ReplicaSetSpec
status ReplicaSetStatus

ReplicaSetSpec
replicas minReadySeconds int32
selector LabelSelector
template PodTemplateSpec

DaemonSet
spec DaemonSetSpec
status DaemonSetStatus

DaemonSetSpec
selector LabelSelector
template PodTemplateSpec
updateStrategy DaemonSetUpdateStrategy
minReadySeconds revisionHistoryLimit int32

DaemonSetUpdateStrategy
type string
rollingUpdate RollingUpdateDeployment

StatefulSet
spec StatefulSetSpec
status StatefulSetStatus

StatefulSetSpec
replicas int32
selector LabelSelector
template PodTemplateSpec
volumeClaimTemplates []PersistentVolumeClaimTemplate
serviceName podManagementPolicy string
updateStrategy StatefulSetUpdateStrategy
revisionHistoryLimit minReadySeconds int32
persistentVolumeClaimRetentionPolicy StatefulSetPersistentVolumeClaimRetentionPolicy
ordinals StatefulSetOrdinals

StatefulSetOrdinals
start int32

StatefulSetUpdateStrategy
type string
rollingUpdate RollingUpdateStatefulSetStrategy

RollingUpdateStatefulSetStrategy
partition int32
maxUnavailable IntOrString

ControllerRevision
data any
revision int64

Job
spec JobSpec
status JobStatus

JobSpec
parallelism completions int32
activeDeadlineSeconds int64
podFailurePolicy PodFailurePolicy
successPolicy SuccessPolicy
backoffLimit backoffLimitPerIndex maxFailedIndexes int32
selector LabelSelector
manualSelector bool
template PodTemplateSpec
ttlSecondsAfterFinished int32
completionMode string
suspend bool
podReplacementPolicy managedBy string

CronJob
spec CronJobSpec
status CronJobStatus

CronJobSpec
schedule timeZone string
startingDeadlineSeconds int64
concurrencyPolicy string
suspend bool
jobTemplate JobTemplateSpec
successfulJobsHistoryLimit failedJobsHistoryLimit int32

JobTemplateSpec
metadata ObjectMeta
spec JobSpec

HorizontalPodAutoscaler
spec HorizontalPodAutoscalerSpec
status HorizontalPodAutoscalerStatus

SimpleAutoscaler
spec SimpleAutoscalerSpec
status SimpleAutoscalerStatus

SimpleAutoscalerSpec
scaleTargetRef CrossVersionObjectReference
minReplicas maxReplicas targetCPUUtilizationPercentage int32

HorizontalPodAutoscalerSpec
scaleTargetRef CrossVersionObjectReference
minReplicas maxReplicas int32
metrics []MetricSpec
behavior HorizontalPodAutoscalerBehavior

CrossVersionObjectReference
kind name apiVersion string

MetricSpec
type string
resource ResourceMetricSource
pods PodsMetricSource
object ObjectMetricSource
external ExternalMetricSource
containerResource ContainerResourceMetricSource

ResourceMetricSource
name string
target MetricTarget

MetricTarget
type string
value averageValue Quantity
averageUtilization int32

Lease
spec LeaseSpec

EndpointSlice
addressType string
endpoints []Endpoint
ports []EndpointPort

Endpoint
addresses []string
conditions EndpointConditions
hostname nodeName zone string
targetRef ObjectReference
deprecatedTopology map[string]
hints object

EndpointConditions
ready serving terminating bool

Ingress
spec IngressSpec
status IngressStatus

IngressSpec
ingressClassName string
defaultBackend IngressBackend
tls []IngressTLS
rules []IngressRule

IngressTLS
hosts []string
secretName string

IngressRule
host string
http HTTPIngressRuleValue

HTTPIngressRuleValue
paths []HTTPIngressPath

HTTPIngressPath
path pathType string
backend IngressBackend

IngressBackend
service IngressServiceBackend
resource TypedLocalObjectReference

IngressServiceBackend
name string
port ServiceBackendPort

ServiceBackendPort
name string
number int32

IngressClass
spec IngressClassSpec

NetworkPolicy
spec NetworkPolicySpec

NetworkPolicySpec
podSelector LabelSelector
ingress []NetworkPolicyIngressRule
egress []NetworkPolicyEgressRule
policyTypes []string

PodDisruptionBudget
spec PodDisruptionBudgetSpec
status PodDisruptionBudgetStatus

PodDisruptionBudgetSpec
minAvailable IntOrString
selector LabelSelector
maxUnavailable IntOrString
unhealthyPodEvictionPolicy string

Role
rules []PolicyRule

ClusterRole
rules []PolicyRule
aggregationRule AggregationRule

RoleBinding
subjects []Subject
roleRef RoleRef

ClusterRoleBinding
subjects []Subject
roleRef RoleRef

PolicyRule
verbs apiGroups resources resourceNames nonResourceURLs []string

RoleRef
apiGroup kind name string

Subject
kind apiGroup name namespace string

PriorityClass
value int32
globalDefault bool
description preemptionPolicy string

StorageClass
provisioner reclaimPolicy volumeBindingMode string
parameters map[string]
mountOptions []string
allowVolumeExpansion bool
allowedTopologies []object

Scale
spec ScaleSpec
status object

ScaleSpec
replicas int32

Eviction
deleteOptions object

Binding
target ObjectReference

StatefulSetPersistentVolumeClaimRetentionPolicy
whenDeleted whenScaled string

PodFailurePolicy
rules []PodFailurePolicyRule

PodFailurePolicyRule
action string
onExitCodes PodFailurePolicyOnExitCodesRequirement
onPodConditions []PodFailurePolicyOnPodConditionsPattern

PodFailurePolicyOnExitCodesRequirement
containerName operator string
values []int32

PodFailurePolicyOnPodConditionsPattern
type status string

SuccessPolicy
rules []SuccessPolicyRule

SuccessPolicyRule
succeededIndexes string
succeededCount int32

HorizontalPodAutoscalerBehavior
scaleUp scaleDown HPAScalingRules

HPAScalingRules
stabilizationWindowSeconds int32
selectPolicy string
policies []HPAScalingPolicy

HPAScalingPolicy
type string
value periodSeconds int32

PodsMetricSource
metric MetricIdentifier
target MetricTarget

ObjectMetricSource
describedObject CrossVersionObjectReference
target MetricTarget
metric MetricIdentifier

ExternalMetricSource
metric MetricIdentifier
target MetricTarget

ContainerResourceMetricSource
name string
target MetricTarget
container string

MetricIdentifier
name string
selector LabelSelector

LeaseSpec
holderIdentity string
leaseDurationSeconds int32
acquireTime renewTime MicroTime
leaseTransitions int32
strategy preferredHolder string

IngressClassSpec
controller string
parameters IngressClassParametersReference

IngressClassParametersReference
apiGroup kind name scope namespace string

NetworkPolicyIngressRule
ports []NetworkPolicyPort
from []NetworkPolicyPeer

NetworkPolicyEgressRule
ports []NetworkPolicyPort
to []NetworkPolicyPeer

NetworkPolicyPort
protocol string
port IntOrString
endPort int32

NetworkPolicyPeer
podSelector namespaceSelector LabelSelector
ipBlock IPBlock

IPBlock
cidr string
except []string

AggregationRule
clusterRoleSelectors []LabelSelector
"""
