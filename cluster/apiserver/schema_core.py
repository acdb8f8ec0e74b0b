"""Fields of the core group; see `schema` for the notation."""

CORE = """
ObjectMeta
name generateName namespace selfLink uid resourceVersion string
generation int64
creationTimestamp deletionTimestamp Time
deletionGracePeriodSeconds int64
labels annotations map[string]
key=uid ownerReferences []OwnerReference
merge finalizers []string
managedFields []ManagedFieldsEntry

ManagedFieldsEntry
manager operation apiVersion string
time Time
fieldsType string
fieldsV1 object
subresource string

OwnerReference
apiVersion kind name uid string
controller blockOwnerDeletion bool

LabelSelector
matchLabels map[string]
matchExpressions []LabelSelectorRequirement

LabelSelectorRequirement
key operator string
values []string

LocalObjectReference
name string

ObjectReference
kind namespace name uid apiVersion resourceVersion fieldPath string

ConfigMap
immutable bool
data binaryData map[string]

Secret
immutable bool
data stringData map[string]
type string

ServiceAccount
key=name secrets []ObjectReference
key=name imagePullSecrets []LocalObjectReference
automountServiceAccountToken bool

Namespace
spec NamespaceSpec
status NamespaceStatus

NamespaceSpec
finalizers []string

Node
spec NodeSpec
status NodeStatus

NodeSpec
podCIDR string
podCIDRs []string
providerID string
unschedulable bool
key=key taints []Taint
configSource object
externalID string

Taint
key value effect string
timeAdded Time

Event
involvedObject ObjectReference
reason message string
source EventSource
firstTimestamp lastTimestamp Time
count int32
type string
eventTime MicroTime
series EventSeries
action string
related ObjectReference
reportingComponent reportingInstance string

EventOfGroup
action note reason reportingController reportingInstance type string
deprecatedCount int32
eventTime MicroTime
deprecatedFirstTimestamp deprecatedLastTimestamp Time
regarding related ObjectReference
deprecatedSource EventSource
series object

Endpoints
subsets []EndpointSubset

EndpointSubset
addresses notReadyAddresses []EndpointAddress
ports []EndpointPort

EndpointAddress
ip hostname nodeName string
targetRef ObjectReference

EndpointPort
name protocol appProtocol string
port int32

LimitRange
spec LimitRangeSpec

LimitRangeSpec
limits []LimitRangeItem

LimitRangeItem
type string
max min default defaultRequest maxLimitRequestRatio map[Quantity]

ResourceQuota
spec ResourceQuotaSpec
status ResourceQuotaStatus

ResourceQuotaSpec
hard map[Quantity]
scopes []string
scopeSelector ScopeSelector

PersistentVolume
spec PersistentVolumeSpec
status PersistentVolumeStatus

PersistentVolumeSpec
capacity map[Quantity]
accessModes mountOptions []string
claimRef ObjectReference
persistentVolumeReclaimPolicy storageClassName volumeMode volumeAttributesClassName string
nodeAffinity VolumeNodeAffinity
hostPath HostPathVolumeSource
nfs NFSVolumeSource
local LocalVolumeSource
csi awsElasticBlockStore gcePersistentDisk iscsi cephfs fc rbd glusterfs object

PersistentVolumeClaim
spec PersistentVolumeClaimSpec
status PersistentVolumeClaimStatus

PersistentVolumeClaimSpec
accessModes []string
selector LabelSelector
resources VolumeResourceRequirements
volumeName storageClassName volumeMode string
dataSource TypedLocalObjectReference
dataSourceRef TypedObjectReference
volumeAttributesClassName string

VolumeResourceRequirements
limits requests map[Quantity]

PersistentVolumeClaimTemplate
metadata ObjectMeta
spec PersistentVolumeClaimSpec

Service
spec ServiceSpec
status ServiceStatus

ServiceSpec
key=port ports []ServicePort
selector map[string]
clusterIP string
clusterIPs []string
type string
externalIPs []string
sessionAffinity loadBalancerIP string
loadBalancerSourceRanges []string
externalName externalTrafficPolicy string
healthCheckNodePort int32
publishNotReadyAddresses bool
sessionAffinityConfig SessionAffinityConfig
ipFamilies []string
ipFamilyPolicy string
allocateLoadBalancerNodePorts bool
loadBalancerClass internalTrafficPolicy trafficDistribution string

ServicePort
name protocol appProtocol string
port int32
targetPort IntOrString
nodePort int32

ReplicationController
spec ReplicationControllerSpec
status ReplicationControllerStatus

ReplicationControllerSpec
replicas minReadySeconds int32
selector map[string]
template PodTemplateSpec

EventSource
component host string

EventSeries
count int32
lastObservedTime MicroTime

ScopeSelector
matchExpressions []ScopedResourceSelectorRequirement

ScopedResourceSelectorRequirement
scopeName operator string
values []string

VolumeNodeAffinity
required NodeSelector

LocalVolumeSource
path fsType string

TypedLocalObjectReference
apiGroup kind name string

TypedObjectReference
apiGroup kind name namespace string

SessionAffinityConfig
clientIP ClientIPConfig

ClientIPConfig
timeoutSeconds int32
"""
